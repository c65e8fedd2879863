package fetch_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vigie/crawlers/fetch"
)

const report = `[{"location": "/directory-a/", "tdm-reservation": 1},
		{"location": "/directory-b/html/", "tdm-reservation": 1, "tdm-policy": "https://provider.example/policies/policy.json"},
		{"location": "/directory-b/images/*.jpg", "tdm-reservation": 0}]`

var reservations = []struct {
	name, file string
	path       string
	header     string
	reserved   bool
	policy     string
	fetched    bool
}{
	{"everything", `[{"location": "/", "tdm-reservation": 1}]`, "/a", "", true, "", false},
	{"first group", report, "/directory-a/x.pdf", "", true, "", false},
	{"second group", report, "/directory-b/html/x", "", true, "https://provider.example/policies/policy.json", false},
	{"third group", report, "/directory-b/images/x.jpg", "", false, "", true},
	{"no group", report, "/x", "", false, "", true},
	{"case counts", report, "/Directory-a/x.pdf", "", false, "", true},
	{"the first in sequence", `[{"location": "/a/free", "tdm-reservation": 0}, {"location": "/a", "tdm-reservation": 1}]`, "/a/free/x", "", false, "", true},
	{"not the longest", `[{"location": "/a", "tdm-reservation": 1}, {"location": "/a/free", "tdm-reservation": 0}]`, "/a/free/x", "", true, "", false},
	{"to the end", `[{"location": "/a$", "tdm-reservation": 1}]`, "/ab", "", false, "", true},
	{"exactly", `[{"location": "/a$", "tdm-reservation": 1}]`, "/a", "", true, "", false},
	{"a dollar", `[{"location": "/path/foo-%24", "tdm-reservation": 1}]`, "/path/foo-$", "", true, "", false},
	{"unreserved escapes", `[{"location": "/%7Ea", "tdm-reservation": 1}]`, "/~a", "", true, "", false},
	{"a number in quotes", `[{"location": "/", "tdm-reservation": "1"}]`, "/a", "", true, "", false},
	{"another value", `[{"location": "/", "tdm-reservation": 2}]`, "/a", "", false, "", true},
	{"half of it wrong", `[7, {"location": 1}, {"tdm-reservation": 1}, {"location": "/a", "tdm-reservation": 1}]`, "/a", "", true, "", false},
	{"no array", `{"location": "/", "tdm-reservation": 1}`, "/a", "", false, "", true},
	{"a page instead", `<html>`, "/a", "", false, "", true},
	{"header", ``, "/a", "1", true, "https://provider.example/terms", true},
	{"header says no", ``, "/a", "0", false, "", true},
	{"header beats the file", `[{"location": "/", "tdm-reservation": 0}]`, "/a", "1", true, "https://provider.example/terms", true},
}

// TestReserved has the examples of the TDMRep report, and what goes wrong.
func TestReserved(t *testing.T) {
	for _, tt := range reservations {
		t.Run(tt.name, func(t *testing.T) {
			var fetched atomic.Bool
			at := serve(t, func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/robots.txt":
					http.NotFound(w, r)
				case "/.well-known/tdmrep.json":
					fmt.Fprint(w, tt.file)
				default:
					fetched.Store(true)
					if tt.header != "" {
						w.Header().Set("tdm-reservation", tt.header)
						w.Header().Set("tdm-policy", "https://provider.example/terms")
					}
					fmt.Fprint(w, "text")
				}
			})
			answer, err := local(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: at + tt.path})
			if errors.Is(err, fetch.ErrReserved) != tt.reserved || !tt.reserved && err != nil || fetched.Load() != tt.fetched {
				t.Fatalf("Get(%s): %v, fetched %t, want reserved %t, fetched %t", tt.path, err, fetched.Load(), tt.reserved, tt.fetched)
			}
			if !tt.reserved {
				return
			}
			var reserved *fetch.ReservedError
			errors.As(err, &reserved)
			if reserved.Policy != tt.policy || !strings.Contains(err.Error(), "leave: true") || !strings.HasPrefix(err.Error(), at) {
				t.Errorf("%v, want its place, its remedy and policy %q", err, tt.policy)
			}
			if answer != nil && answer.Body != nil {
				t.Errorf("what is reserved comes back: %q", answer.Body)
			}
			free := fetch.Under(t.Context(), fetch.Terms{Leave: true})
			if answer, err := local(t, fetch.Options{}).Get(free, fetch.Request{URL: at + tt.path}); err != nil || string(answer.Body) != "text" {
				t.Errorf("with leave: %v", err)
			}
		})
	}
}

func TestLeaveIsNoLeaveFromRobots(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "User-agent: *\nDisallow: /") })
	ctx := fetch.Under(t.Context(), fetch.Terms{Leave: true})
	if _, err := local(t, fetch.Options{}).Get(ctx, fetch.Request{URL: at}); !errors.Is(err, fetch.ErrRobots) {
		t.Errorf("Get: %v, want robots.txt obeyed", err)
	}
}

// TestReservationsAreReadOnceADay follows one site through three days: a file,
// a fault, a site that has no file any more.
func TestReservationsAreReadOnceADay(t *testing.T) {
	var reads atomic.Int32
	var status atomic.Int32
	status.Store(200)
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			http.NotFound(w, r)
		case "/.well-known/tdmrep.json":
			reads.Add(1)
			w.WriteHeader(int(status.Load()))
			fmt.Fprint(w, `[{"location": "/no", "tdm-reservation": 1}]`)
		}
	})
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	f := local(t, fetch.Options{Now: func() time.Time { return now }})
	steps := []struct {
		wait     time.Duration
		status   int32
		leave    bool
		reads    int32
		reserved bool
	}{
		{0, 200, true, 0, false}, // with leave nobody asks
		{0, 200, false, 1, true},
		{time.Hour, 200, false, 1, true},
		{24 * time.Hour, 500, false, 2, true}, // what it said before holds
		{time.Minute, 500, false, 2, true},
		{time.Hour, 500, false, 3, true},
		{time.Hour, 404, false, 4, false},
		{time.Hour, 404, false, 4, false},
		{24 * time.Hour, 500, false, 5, false},
	}
	for i, s := range steps {
		now = now.Add(s.wait)
		status.Store(s.status)
		ctx := fetch.Under(t.Context(), fetch.Terms{Leave: s.leave})
		_, err := f.Get(ctx, fetch.Request{URL: at + "/no"})
		if errors.Is(err, fetch.ErrReserved) != s.reserved || reads.Load() != s.reads {
			t.Errorf("step %d: %v after %d reads, want reserved %t after %d", i, err, reads.Load(), s.reserved, s.reads)
		}
	}
}

func TestReservationFileIsHeldToRobots(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /\nAllow: /feed")
		case "/.well-known/tdmrep.json":
			t.Error("the file was read though robots.txt keeps crawlers from it")
		}
	})
	if _, err := local(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: at + "/feed"}); err != nil {
		t.Error(err)
	}
}

func TestReservedAnswersAreHeldBackWhateverTheyAre(t *testing.T) {
	at := serve(t, noRobots(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("tdm-reservation", "1")
		switch r.URL.Path {
		case "/same":
			w.WriteHeader(http.StatusNotModified)
		case "/gone":
			w.WriteHeader(http.StatusGone)
		}
	}))
	f := local(t, fetch.Options{})
	for path, want := range map[string]bool{"/same": true, "/page": true, "/gone": false} {
		if _, err := f.Get(t.Context(), fetch.Request{URL: at + path, ETag: `"1"`}); errors.Is(err, fetch.ErrReserved) != want {
			t.Errorf("Get(%s): %v, want reserved %t", path, err, want)
		}
		resp, err := (&http.Client{Transport: f.Transport()}).Get(at + path)
		if errors.Is(err, fetch.ErrReserved) != want {
			t.Errorf("Transport, %s: %v, want reserved %t", path, err, want)
		}
		if err == nil {
			resp.Body.Close()
		}
	}
}
