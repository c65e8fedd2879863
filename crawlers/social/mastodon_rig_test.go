package social_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// instance is a Mastodon server with one account and one hashtag, which pages
// and limits as https://docs.joinmastodon.org/ says.
type instance struct {
	url      string
	statuses []object // oldest first
	deleted  map[string]bool
	left     int // of the rate limit
	closed   bool
	old      bool // from before 4.3: no batches
}

// id is an identifier as Mastodon makes them: milliseconds above 16 bits.
func id(at time.Time) string { return strconv.FormatInt(at.UnixMilli()<<16, 10) }

func newInstance(n int, begin time.Time) *instance {
	s := &instance{deleted: map[string]bool{}, left: 300}
	for i := range n {
		s.add(fmt.Sprintf("<p>Statut %03d.</p>", i), begin.Add(time.Duration(i)*time.Second))
	}
	return s
}

func (s *instance) add(content string, at time.Time) object {
	number := id(at)
	status := object{
		"id": number, "created_at": at.Format("2006-01-02T15:04:05.000Z"), "in_reply_to_id": nil, "in_reply_to_account_id": nil,
		"sensitive": false, "spoiler_text": "", "visibility": "public", "language": "fr", "edited_at": nil,
		"uri": "SITE/users/ligne3/statuses/" + number, "url": "SITE/@ligne3/" + number,
		"reblogs_count": 6, "content": content, "reblog": nil, "media_attachments": []any{}, "mentions": []any{}, "poll": nil,
		"account": object{"id": "7", "username": "ligne3", "acct": "ligne3", "display_name": "Ligne 3", "url": "SITE/@ligne3", "noindex": false},
	}
	s.statuses = append(s.statuses, status)
	return status
}

func (s *instance) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.left--; s.left < 0 {
		w.Header().Set("X-RateLimit-Remaining", "0")
		w.Header().Set("X-RateLimit-Reset", start.Add(3*time.Hour).Format("2006-01-02T15:04:05.000000Z"))
		refuse(w, 429, `{"error":"Too many requests"}`)
		return
	}
	w.Header().Set("X-RateLimit-Limit", "300")
	w.Header().Set("X-RateLimit-Remaining", strconv.Itoa(s.left))
	w.Header().Set("X-RateLimit-Reset", start.Add(5*time.Minute).Format("2006-01-02T15:04:05.000000Z"))
	q := r.URL.Query()
	switch path := r.URL.Path; {
	case s.closed:
		refuse(w, 410, `{"error":"Gone"}`)
	case path == "/api/v1/accounts/lookup" && q.Get("acct") == "ligne3":
		send(w, object{"id": "7", "acct": "ligne3"})
	case path == "/api/v1/accounts/7/statuses", path == "/api/v1/timelines/tag/bus":
		s.timeline(w, r)
	case path == "/api/v1/statuses" && !s.old:
		found := []object{}
		for _, status := range s.statuses {
			if slices.Contains(q["id[]"], status["id"].(string)) && !s.deleted[status["id"].(string)] {
				found = append(found, status)
			}
		}
		s.send(w, found)
	case strings.HasPrefix(path, "/api/v1/statuses/"):
		for _, status := range s.statuses {
			if n := status["id"].(string); path == "/api/v1/statuses/"+n && !s.deleted[n] {
				s.send(w, status)
				return
			}
		}
		refuse(w, 404, `{"error":"Record not found"}`)
	case path == "/.well-known/nodeinfo":
		s.send(w, object{"links": []object{{"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": "SITE/nodeinfo/2.0"}}})
	case path == "/nodeinfo/2.0":
		send(w, object{"version": "2.0", "software": object{"name": "mastodon", "version": "4.5.0"}})
	default:
		refuse(w, 404, `{"error":"Record not found"}`)
	}
}

func (s *instance) timeline(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	limit, _ := strconv.Atoi(q.Get("limit"))
	limit = min(max(limit, 1), 40)
	low, _ := strconv.ParseInt(q.Get("min_id"), 10, 64)
	high, err := strconv.ParseInt(q.Get("max_id"), 10, 64)
	if err != nil {
		high = 1 << 62
	}
	var found []object // oldest first
	for _, status := range s.statuses {
		n, _ := strconv.ParseInt(status["id"].(string), 10, 64)
		if n > low && n < high && !s.deleted[status["id"].(string)] {
			found = append(found, status)
		}
	}
	slices.SortStableFunc(found, func(a, b object) int { return strings.Compare(a["id"].(string), b["id"].(string)) })
	if low > 0 {
		found = found[:min(limit, len(found))] // immediately newer than min_id
	} else {
		found = found[max(0, len(found)-limit):]
	}
	found = slices.Clone(found)
	slices.Reverse(found)
	if len(found) > 0 {
		base := s.url + r.URL.Path
		w.Header().Set("Link", fmt.Sprintf(`<%s?limit=%d&max_id=%s>; rel="next", <%s?limit=%d&min_id=%s>; rel="prev"`,
			base, limit, found[len(found)-1]["id"], base, limit, found[0]["id"]))
	}
	s.send(w, found)
}

func (s *instance) send(w http.ResponseWriter, v any) {
	if list, ok := v.([]object); ok && list == nil {
		v = []object{}
	}
	send(siteWriter{w, s.url}, v)
}

// siteWriter writes the server's own address for SITE.
type siteWriter struct {
	http.ResponseWriter
	url string
}

func (w siteWriter) Write(b []byte) (int, error) {
	_, err := w.ResponseWriter.Write([]byte(strings.ReplaceAll(string(b), "SITE", w.url)))
	return len(b), err
}

func newMastodon(t *testing.T, n int) (*rig, *instance) {
	s := newInstance(n, start.Add(-2*time.Hour))
	r := newRig(t, s.ServeHTTP)
	s.url = r.url
	return r, s
}
