package social

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"vigie/crawlers/fetch"
)

// Limits of Mastodon's interface.
const (
	mastodonPage  = 40 // most statuses of one page
	mastodonBatch = 20 // most statuses asked for by their numbers
)

// mastodon reads the timeline of an account or a hashtag on one server, by
// https://docs.joinmastodon.org/methods/accounts/#statuses and
// https://docs.joinmastodon.org/methods/timelines/#tag.
type mastodon struct {
	base  string
	place Place
}

func (m *mastodon) batch() int { return mastodonBatch }

func (m *mastodon) read(ctx context.Context, w *walk) ([]item, error) {
	timeline, err := m.timeline(ctx, w)
	if err != nil {
		return nil, err
	}
	if w.state.Newest == "" {
		return m.first(ctx, w, timeline)
	}
	return m.newer(ctx, w, timeline)
}

// timeline is the address that the timeline is asked at.
func (m *mastodon) timeline(ctx context.Context, w *walk) (string, error) {
	if m.place.Kind == "tag" {
		return m.base + "/api/v1/timelines/tag/" + url.PathEscape(m.place.Name), nil
	}
	if w.state.Account == "" {
		var account struct {
			ID word `json:"id"`
		}
		_, err := w.get(ctx, fetch.Request{URL: m.base + "/api/v1/accounts/lookup?acct=" + url.QueryEscape(m.place.Name)}, &account)
		if err != nil {
			return "", m.explain(err)
		}
		if account.ID == "" {
			return "", fmt.Errorf("%s knows no number for the account %s", m.base, m.place.Name)
		}
		w.state.Account = string(account.ID)
	}
	return m.base + "/api/v1/accounts/" + url.PathEscape(w.state.Account) + "/statuses", nil
}

// first reads the latest pages, going back in time.
func (m *mastodon) first(ctx context.Context, w *walk, timeline string) ([]item, error) {
	var items []item
	w.left = min(w.left, firstPages)
	newest := ""
	for address := timeline + "?limit=" + strconv.Itoa(mastodonPage); address != "" && w.left > 0 && w.run.Rest.IsZero(); {
		statuses, links, err := m.ask(ctx, w, address)
		if w.rests(err) && newest != "" {
			break
		}
		if err != nil {
			return items, err
		}
		if len(statuses) == 0 {
			break
		}
		if newest == "" {
			newest = string(statuses[0].ID)
		}
		for _, s := range statuses {
			items = w.add(items, m.item(s, w.job.Start))
		}
		address = m.own(links["next"])
	}
	w.state.Newest = newest
	return items, nil
}

// newer reads forward from the status that was read last, so that nothing is
// missed however much there is: what one run leaves, the next one reads.
func (m *mastodon) newer(ctx context.Context, w *walk, timeline string) ([]item, error) {
	var items []item
	since := w.state.Newest
	if !w.state.Partly { // else the pages of this run would go to what was read
		since = earlier(since, w.state.Read.Add(-overlap))
	}
	w.state.Partly = false
	for w.left > 0 && w.run.Rest.IsZero() {
		address := timeline + "?limit=" + strconv.Itoa(mastodonPage) + "&min_id=" + url.QueryEscape(since)
		statuses, links, err := m.ask(ctx, w, address)
		if errors.Is(err, errSame) {
			return items, nil
		}
		if w.rests(err) && len(items) > 0 {
			break
		}
		if err != nil {
			return items, err
		}
		next := ""
		for _, s := range statuses {
			items = w.add(items, m.item(s, w.job.Start))
			if after(string(s.ID), next) {
				next = string(s.ID)
			}
		}
		if link, err := url.Parse(m.own(links["prev"])); err == nil && after(link.Query().Get("min_id"), next) {
			next = link.Query().Get("min_id")
		}
		if len(statuses) == 0 || !after(next, since) {
			return items, nil
		}
		since = next
		if after(next, w.state.Newest) {
			w.state.Newest = next
		}
	}
	w.run.More, w.state.Partly = true, true
	return items, nil
}

// ask reads one page of a timeline.
func (m *mastodon) ask(ctx context.Context, w *walk, address string) ([]mastodonStatus, map[string]string, error) {
	w.left--
	var list []json.RawMessage
	answer, err := w.list(ctx, address, &list)
	if err != nil {
		return nil, nil, m.explain(err)
	}
	return each[mastodonStatus](list), links(answer.Header), nil
}

func (m *mastodon) explain(err error) error {
	var status *fetch.StatusError
	if errors.As(err, &status) && (status.Status == 401 || status.Status == 403 || status.Status == 422) {
		return fmt.Errorf("the server shows its timelines to members only; read the same account or hashtag on another server: %w", err)
	}
	return err
}

// own lets only addresses of the server itself through: a link must not lead a
// run elsewhere.
func (m *mastodon) own(address string) string {
	if strings.HasPrefix(address, m.base+"/") {
		return address
	}
	return ""
}

// links reads the Link header: addresses by their relation.
func links(h http.Header) map[string]string {
	found := map[string]string{}
	for _, part := range strings.Split(strings.Join(h.Values("Link"), ","), ",") {
		address, parameters, ok := strings.Cut(part, ">")
		address = strings.TrimSpace(address)
		if !ok || !strings.HasPrefix(address, "<") {
			continue
		}
		for _, p := range strings.Split(parameters, ";") {
			if key, value, ok := strings.Cut(strings.TrimSpace(p), "="); ok && strings.EqualFold(key, "rel") {
				for _, rel := range strings.Fields(strings.Trim(value, `"`)) {
					found[strings.ToLower(rel)] = address[1:]
				}
			}
		}
	}
	return found
}

// after orders identifiers. They are numbers, but for servers that say
// otherwise; those sort as text.
func after(a, b string) bool {
	if len(a) != len(b) && digits(a) == a && digits(b) == b {
		return len(a) > len(b)
	}
	return a > b
}

// earlier is the identifier of a moment, where that is before id: statuses of
// other servers come late, and get an identifier of when they were written.
// Identifiers of Mastodon hold the milliseconds of their time above 16 bits; of
// others nothing is known, and they stay.
func earlier(id string, settled time.Time) string {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n < 1<<56 || settled.UnixMilli() <= 0 {
		return id
	}
	return strconv.FormatInt(min(n, settled.UnixMilli()<<16), 10)
}

// check asks for many statuses at once, and for each that is missing alone: the
// server answers 404 or 410 for what is gone.
func (m *mastodon) check(ctx context.Context, w *walk, keys []string) (there []item, gone []string, err error) {
	query := url.Values{}
	for _, k := range keys {
		query.Add("id[]", k)
	}
	var list []json.RawMessage
	_, err = w.get(ctx, fetch.Request{URL: m.base + "/api/v1/statuses?" + query.Encode()}, &list)
	var status *fetch.StatusError
	if err != nil && !errors.As(err, &status) {
		return nil, nil, err
	}
	seen := map[string]bool{}
	for _, s := range each[mastodonStatus](list) {
		seen[string(s.ID)] = true
		there = append(there, m.item(s, w.job.Start))
	}
	asks := 0
	for _, k := range keys {
		if seen[k] {
			continue
		}
		if asks++; asks > 5 && !w.closed || !w.run.Rest.IsZero() {
			there = append(there, item{key: k, blind: true})
			continue
		}
		var s mastodonStatus
		_, err := w.get(ctx, fetch.Request{URL: m.base + "/api/v1/statuses/" + url.PathEscape(k)}, &s)
		switch {
		case err == nil:
			there = append(there, m.item(s, w.job.Start))
		case closed(err):
			gone = append(gone, k)
		case errors.As(err, &status):
			there = append(there, item{key: k}) // a refusal or a fault says nothing
		default:
			return there, gone, err
		}
	}
	return there, gone, nil
}
