package crawlers

import (
	"errors"

	"vigie/crawlers/blog"
	"vigie/crawlers/extract"
	"vigie/crawlers/feed"
	"vigie/crawlers/fetch"
	"vigie/crawlers/forum"
)

// errLayout says that a source could be read before.
var errLayout = errors.New("its layout may have changed, or it wants a sign-in now")

// faults are the failures that have a name of their own; the first that fits
// counts.
var faults = []struct {
	is    error
	fault Fault
}{
	{errLayout, FaultLayout},
	{forum.ErrLayout, FaultLayout},
	{fetch.ErrRobots, FaultRobots},
	{fetch.ErrReserved, FaultReserved},
	{fetch.ErrPrivateAddress, FaultPrivate},
	{fetch.ErrScheme, FaultPrivate},
	{fetch.ErrName, FaultName},
	{fetch.ErrTLS, FaultTLS},
	{fetch.ErrTooSlow, FaultSlow},
	{fetch.ErrCut, FaultCut},
	{fetch.ErrConnect, FaultConnect},
	{fetch.ErrTooLarge, FaultLarge},
	{fetch.ErrTooManyRedirects, FaultRedirects},
	{fetch.ErrUnreadable, FaultUnreadable},
	{blog.ErrNothingToRead, FaultNothing},
	{forum.ErrSilent, FaultNothing},
	{extract.ErrNoArticle, FaultUnreadable},
	{feed.ErrNotFeed, FaultUnreadable},
}

// faultOf tells the kind of a failure; of none, nothing.
func faultOf(err error) Fault {
	var status *fetch.StatusError
	var rest *fetch.RetryAfterError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &rest):
		return FaultBusy
	case errors.As(err, &status):
		return ofStatus(status.Status)
	}
	for _, f := range faults {
		if errors.Is(err, f.is) {
			return f.fault
		}
	}
	return FaultOther
}

func ofStatus(status int) Fault {
	switch {
	case status == 401 || status == 403 || status == 407:
		return FaultDenied
	case status == 404 || status == 410:
		return FaultGone
	case status >= 500:
		return FaultServer
	}
	return FaultStatus
}
