package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/temoto/robotstxt"

	"vigie/crawlers/fetch"
)

// robotVerdicts say of the sample files who may fetch what, by RFC 9309 and the
// examples of Google's that the files are named after: sample, agent, path,
// yes or no.
//
//go:embed robots.tsv
var robotVerdicts string

// robots asks for pages of a real server that serves the sample as its
// robots.txt.
func robots(ctx context.Context, t *table) error {
	if _, err := os.Stat(t.path("robots", "_gofuzz", "corpus")); err != nil {
		return err
	}
	right, bare, total := 0, 0, 0
	for line := range strings.Lines(strings.TrimSpace(robotVerdicts)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 4 {
			return fmt.Errorf("robots.tsv: %q has %d columns, want 4", line, len(f))
		}
		sample, agent, path, want := f[0], f[1], f[2], f[3] == "yes"
		body, err := os.ReadFile(t.path("robots", "_gofuzz", "corpus", sample))
		if err != nil {
			return err
		}
		got, err := mayFetch(ctx, body, agent, path)
		if err != nil {
			return fmt.Errorf("%s, %s, %s: %w", sample, agent, path, err)
		}
		total++
		if got == want {
			right++
		} else {
			t.miss("%s: %s may fetch %s: %t", sample, agent, path, got)
		}
		if r, err := robotstxt.FromBytes(body); err == nil && r.TestAgent(path, agent) == want {
			bare++
		}
	}
	t.add("", "share", ratio(right, total), standard{none, 1, 1, 1}, fmt.Sprintf("%d verdicts of RFC 9309 and Google's examples on the sample files, through the fetcher and a real server", total)).beside("bare robotstxt", ratio(bare, total))
	return nil
}

func mayFetch(ctx context.Context, body []byte, agent, path string) (bool, error) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			_, _ = w.Write(body)
		}
	}))
	defer server.Close()
	f := fetch.New(fetch.Options{UserAgent: agent + "/1.0", AllowPrivate: true})
	defer f.Close()
	_, err := f.Get(ctx, fetch.Request{URL: server.URL + path})
	switch {
	case errors.Is(err, fetch.ErrRobots):
		return false, nil
	case err != nil:
		return false, err
	}
	return true, nil
}
