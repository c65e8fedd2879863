package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"vigie/cmd/internal/app"
	"vigie/crawlers"
	"vigie/crawlers/blog"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// look is what was seen at a source's address.
type look struct {
	source post.Source
	crawlers.Probed
	err  error
	took time.Duration
}

func lookAt(ctx context.Context, prober *crawlers.Crawler, src post.Source) look {
	began := time.Now()
	found, err := prober.Probe(ctx, src)
	return look{src, found, err, time.Since(began)}
}

// lookAtAll looks at several at once, and tells how far it is.
func lookAtAll(ctx context.Context, o app.Options, sources []post.Source, stderr io.Writer) []look {
	prober := app.Prober(o)
	looks := make([]look, len(sources))
	bar := newProgress(stderr, "sources", int64(len(sources)))
	ticks := make(chan struct{})
	group := errgroup.Group{}
	group.SetLimit(max(1, o.Config.Crawl.Workers))
	go func() {
		defer close(ticks)
		for i, src := range sources {
			group.Go(func() error {
				looks[i] = lookAt(ctx, prober, src)
				ticks <- struct{}{}
				return nil
			})
		}
		_ = group.Wait() // errors stand in looks
	}()
	for range ticks {
		bar.Add(1)
	}
	_ = bar.Close() // a bar that cannot be drawn stops nothing
	return looks
}

// words say in one line what a source turned out to be.
func (l look) words() string {
	kind := string(l.Kind)
	switch {
	case l.Kind == post.Forum:
		kind = fmt.Sprintf("forum (%s), %s", cmp.Or(l.Engine, "engine not known"), count(l.Threads, "thread"))
	case l.Kind == post.BlogSite && l.At == blog.Feed, l.Kind == post.BlogSite && l.At == blog.Sitemap:
		kind = "site with a " + string(l.At)
	case l.Kind == post.BlogSite:
		kind = "site without a feed, read by its links"
	case l.Kind == post.Social:
		kind = "social network"
	}
	text := kind + ", " + count(l.Items, "post")
	if l.Kind == post.Forum {
		text = kind + ", " + count(l.Items, "message") + " on those that were read"
	}
	if latest := l.latest(); !latest.IsZero() {
		text += ", latest of " + latest.Format(time.DateOnly)
	}
	if l.Entry != "" && l.Entry != l.source.URL {
		text += ", read at " + post.Masked(l.Entry)
	}
	return oneLine(text)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// latest is when the newest of the posts was published that say so.
func (l look) latest() time.Time {
	var at time.Time
	for _, p := range l.Posts {
		if p.Dated && p.Published.After(at) {
			at = p.Published
		}
	}
	return at
}

// dated says how many posts tell when they were published.
func (l look) dated() string {
	n := 0
	for _, p := range l.Posts {
		if p.Dated {
			n++
		}
	}
	switch n {
	case len(l.Posts):
		return "all dated"
	case 0:
		return "none dated: they count as of when they are found"
	}
	return fmt.Sprintf("%d of %d dated", n, len(l.Posts))
}

// print tells what a source is and shows the posts that a visit would take.
func (l look) print(w io.Writer, zone *time.Location) {
	l.about(w, "is", l.words())
	l.about(w, "title", clip(oneLine(l.Title), 100))
	l.about(w, "language", oneLine(l.Language))
	if len(l.Posts) == 0 {
		fmt.Fprintln(w)
		return
	}
	l.about(w, "posts", fmt.Sprintf("%s that a visit would take, %s:", firsts(len(l.Posts), l.Items), l.dated()))
	fmt.Fprintln(w)
	g := grid{flexible: []int{1, 2}}
	for _, p := range l.Posts {
		at, says := "no date", cmp.Or(p.Title, p.Text)
		if p.Dated {
			at = p.Published.In(zone).Format("2006-01-02 15:04")
		}
		if p.Kind == post.Message || p.Kind == post.Comment { // its title is the thread's
			says = cmp.Or(p.Text, p.Title)
		}
		g.add(at, cmp.Or(oneLine(p.Author), "-"), clip(oneLine(says), 200))
	}
	g.print(w, "  ")
	fmt.Fprintln(w)
}

// about is one thing of a source.
func (l look) about(w io.Writer, what, value string) {
	if value != "" {
		fmt.Fprintf(w, "  %-9s %s\n", what, value)
	}
}

func firsts(n, all int) string {
	if n == all {
		return "the " + count(n, "post")
	}
	return fmt.Sprintf("the first %d of %s", n, count(all, "post"))
}

// fail is the look's error for people: what is wrong, without the address over
// and over, and what to do.
func (l look) fail() error {
	if l.err == nil {
		return nil
	}
	return hinted{fmt.Errorf("%s: %w", l.source.Shown(), plainError{post.Masked(l.why()), l.err}), l.hint()}
}

// plainError says another's error in fewer words.
type plainError struct {
	text string
	error
}

func (e plainError) Error() string { return e.text }
func (e plainError) Unwrap() error { return e.error }

// place begins an error's text with an act or an address that the line has
// already.
var place = regexp.MustCompile(`^(?:(?:probe|fetch|read|ask for|follow redirect of) )?"?(https?://[^\s"]+?)"?(?::\s|\s)\s*`)

// why is the error without the places that repeat the source's own address.
func (l look) why() string {
	text := oneLine(l.err.Error())
	home, err := url.Parse(l.source.URL)
	for err == nil {
		m := place.FindStringSubmatchIndex(text)
		if m == nil || m[1] == len(text) {
			break
		}
		at, bad := url.Parse(text[m[2]:m[3]])
		if bad != nil || at.Host != home.Host {
			break
		}
		text = text[m[1]:]
	}
	return text
}

// hint is what to do about the error; empty where its text says so.
func (l look) hint() string {
	var private *fetch.PrivateAddressError
	switch {
	case l.err == nil:
		return ""
	case errors.As(l.err, &private):
		return fmt.Sprintf("if it is of your own network, allow it in config.yaml: crawl.private_networks: [%s]", netip.PrefixFrom(private.Addr, private.Addr.BitLen()))
	case errors.Is(l.err, blog.ErrNothingToRead):
		return "name its feed, its list of articles or its forum itself, or say what it is, such as kind forum"
	}
	return ""
}

// unsure tells that https may have failed because the host only has http.
func (l look) unsure() bool {
	return errors.Is(l.err, fetch.ErrConnect) || errors.Is(l.err, fetch.ErrTLS) || errors.Is(l.err, fetch.ErrCut) || errors.Is(l.err, fetch.ErrTooSlow)
}

// access says what the site's owner and server answered, and how fast; empty
// where nobody did.
func (l look) access() string {
	var status *fetch.StatusError
	robots, reserved := "robots.txt lets us in", ", text and data mining is not reserved"
	if l.source.Leave {
		reserved = ", a reservation of text and data mining does not bind us (leave: true)"
	}
	switch {
	case errors.Is(l.err, fetch.ErrRobots):
		robots, reserved = "robots.txt keeps us out", ""
	case errors.Is(l.err, fetch.ErrReserved):
		reserved = ", text and data mining is reserved"
	case errors.As(l.err, &status):
		reserved = fmt.Sprintf(", HTTP %d", status.Status)
	case l.err != nil && !errors.Is(l.err, blog.ErrNothingToRead):
		return ""
	}
	return fmt.Sprintf("%s%s (%d ms)", robots, reserved, l.took.Milliseconds())
}

// tidy is a feed's title as the name of a source: short, on one line.
func tidy(title string) string {
	title = strings.Trim(oneLine(title), " -–—|·»:")
	const most = 60
	if r := []rune(title); len(r) > most {
		title = string(r[:most])
		if cut := strings.LastIndexAny(title, " -–—|"); cut > most/2 {
			title = title[:cut]
		}
		title = strings.TrimRight(title, " -–—|,;:")
	}
	return title
}

// tongue is the language of a tag such as fr-FR.
var tongue = regexp.MustCompile(`^([a-z]{2,3})(?:[-_].*)?$`)

func primary(language string) string {
	m := tongue.FindStringSubmatch(strings.ToLower(strings.TrimSpace(language)))
	if m == nil || m[1] == "und" {
		return ""
	}
	return m[1]
}
