package blog_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/blog"
	"vigie/crawlers/fetch"
)

func reader(t *testing.T, h http.HandlerFunc) (*blog.Reader, string) {
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	f := fetch.New(fetch.Options{AllowPrivate: true})
	t.Cleanup(f.Close)
	return blog.New(f, time.Now), server.URL
}

var text = "<!DOCTYPE html><article><h1>Titre</h1><p>" + strings.Repeat("La ligne 3 est bondée le soir, disent-ils. ", 20) + "</p></article>"

func TestPagesStopWhereTheHostAsksForRest(t *testing.T) {
	asked := 0
	r, at := reader(t, func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path == "/robots.txt" || strings.HasPrefix(q.URL.Path, "/.well-known/") {
			http.NotFound(w, q)
			return
		}
		if asked++; asked == 2 {
			w.Header().Set("Retry-After", "60")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		fmt.Fprint(w, text)
	})
	var asks []blog.Ask
	for n := range 5 {
		asks = append(asks, blog.Ask{URL: fmt.Sprintf("%s/%d", at, n)})
	}
	pages := r.Pages(t.Context(), asks, 5, nil)
	var rest *fetch.RetryAfterError
	if len(pages) != 5 || pages[0].Err != nil || !errors.As(pages[1].Err, &rest) || !errors.As(pages[4].Err, &rest) || asked != 2 {
		t.Errorf("%d pages after %d requests, want the first one, and of the others the rest that was asked for: %+v", len(pages), asked, pages)
	}
}

func TestPages(t *testing.T) {
	r, at := reader(t, func(w http.ResponseWriter, q *http.Request) {
		switch q.URL.Path {
		case "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /closed")
		case "/latin":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, strings.ReplaceAll(text, "é", "\xe9"))
		case "/moved":
			http.Redirect(w, q, "/latin", http.StatusFound)
		case "/loop":
			http.Redirect(w, q, "/loop", http.StatusFound)
		case "/into":
			http.Redirect(w, q, "/closed", http.StatusFound)
		case "/same":
			if q.Header.Get("If-None-Match") == `"x"` {
				w.WriteHeader(http.StatusNotModified)
			}
		default:
			http.NotFound(w, q)
		}
	})
	tests := []struct {
		path   string
		status int
		want   error
	}{
		{"/latin", 200, nil}, {"/moved", 200, nil}, {"/loop", 0, fetch.ErrTooManyRedirects}, {"/into", 0, fetch.ErrRobots},
		{"/closed", 0, fetch.ErrRobots}, {"/same", 304, nil},
	}
	for _, tt := range tests {
		pages := r.Pages(t.Context(), []blog.Ask{{URL: at + tt.path, ETag: `"x"`}}, 1, nil)
		if len(pages) != 1 || !errors.Is(pages[0].Err, tt.want) || pages[0].Status != tt.status && tt.want == nil {
			t.Errorf("Pages(%s) = %+v, want status %d, %v", tt.path, pages, tt.status, tt.want)
			continue
		}
		if tt.status == 200 && !strings.Contains(pages[0].Article.Text, "bondée") {
			t.Errorf("Pages(%s): text %.60q", tt.path, pages[0].Article.Text)
		}
	}
}
