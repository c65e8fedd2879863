package blog

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gocolly/colly/v2"

	"vigie/crawlers/extract"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// Page is an article page that was asked for.
type Page struct {
	URL          string // as asked
	At           time.Time
	Took         time.Duration
	Status       int // 0: no answer
	Bytes        int64
	ETag         string
	LastModified string
	Article      extract.Page // its Canonical is the address to know it by
	Err          error        // fetch's errors, or extract.ErrNoArticle
}

// Ask is an article page to fetch, with the validators of the last time.
type Ask struct {
	URL          string
	ETag         string
	LastModified string
}

// Want reports whether a link that was met on a page is to be followed.
type Want func(address string) bool

// mostRedirects of an article page.
const mostRedirects = 8

// Pages fetches article pages one after the other, at most most of them. With
// follow, links found on them that it wants join the end of the list. Where a
// host asks to be left alone no further page of it is asked for: each carries
// the *fetch.RetryAfterError.
func (r *Reader) Pages(ctx context.Context, asks []Ask, most int, follow Want) []Page {
	v := &visitor{reader: r, queue: asks, seen: make(map[string]bool), follow: follow}
	for _, a := range asks {
		v.seen[a.URL] = true
	}
	v.build(ctx)
	var pages []Page
	resting := make(map[string]error) // by host
	for len(v.queue) > 0 && len(pages) < most && ctx.Err() == nil {
		ask := v.queue[0]
		v.queue = v.queue[1:]
		host := hostOf(ask.URL)
		page := Page{URL: ask.URL, At: r.now(), Err: resting[host]}
		if page.Err == nil {
			page = v.visit(ask)
		}
		if ctx.Err() != nil {
			break // stopped by the caller: the page was not read
		}
		pages = append(pages, page)
		if stop(page.Err) {
			resting[host] = page.Err
		}
	}
	return pages
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// visitor drives colly over a list of pages.
type visitor struct {
	reader    *Reader
	collector *colly.Collector
	queue     []Ask
	seen      map[string]bool
	follow    Want
	answer    *colly.Response // of the page under way
}

// build sets colly up to ride on our transport: robots.txt, pace, time and
// size limits are kept there, so colly's own are off.
func (v *visitor) build(ctx context.Context) {
	c := colly.NewCollector(colly.StdlibContext(ctx), colly.AllowURLRevisit(), colly.IgnoreRobotsTxt(), colly.MaxBodySize(0))
	c.WithTransport(v.reader.fetcher.Transport())
	c.SetRequestTimeout(0) // the transport's limit begins when the host's turn has come
	c.DisableCookies()
	c.SetRedirectHandler(func(_ *http.Request, via []*http.Request) error {
		if len(via) >= mostRedirects {
			return fetch.ErrTooManyRedirects
		}
		return nil
	})
	c.OnResponse(func(answer *colly.Response) { v.answer = answer })
	c.OnError(func(answer *colly.Response, _ error) { v.answer = answer })
	if v.follow != nil {
		c.OnHTML("a[href]", func(e *colly.HTMLElement) { v.meet(e.Request.AbsoluteURL(e.Attr("href"))) })
	}
	v.collector = c
}

// meet adds a link to the end of the list.
func (v *visitor) meet(link string) {
	address, err := post.Canonical(link)
	if err != nil || v.seen[address] || len(v.seen) > 10_000 {
		return
	}
	v.seen[address] = true
	if v.follow(address) {
		v.queue = append(v.queue, Ask{URL: address})
	}
}

func (v *visitor) visit(ask Ask) Page {
	page := Page{URL: ask.URL, At: v.reader.now()}
	header := http.Header{"Accept": {"text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"}}
	if ask.ETag != "" {
		header.Set("If-None-Match", ask.ETag)
	}
	if ask.LastModified != "" {
		header.Set("If-Modified-Since", ask.LastModified)
	}
	v.answer = nil
	err := v.collector.Request(http.MethodGet, ask.URL, nil, nil, header)
	page.Took = v.reader.now().Sub(page.At)
	if v.answer != nil {
		page.Status, page.Bytes = v.answer.StatusCode, int64(len(v.answer.Body))
		if h := v.answer.Headers; h != nil {
			page.ETag, page.LastModified = h.Get("ETag"), h.Get("Last-Modified")
		}
	}
	switch {
	case page.Status == http.StatusNotModified:
		page.ETag, page.LastModified = ask.ETag, ask.LastModified
		return page
	case page.Status >= 300:
		page.Err = &fetch.StatusError{URL: ask.URL, Status: page.Status}
	case err != nil:
		page.Err = plain(err, ask.URL)
	case v.answer == nil:
		page.Err = fmt.Errorf("%s: no answer", ask.URL)
	default:
		page.Article, page.Err = extract.ArticleAt(v.answer.Body, v.answer.Request.URL.String(), v.reader.now())
	}
	return page
}

// plain takes the client's wrapping off an error of fetch.
func plain(err error, address string) error {
	var client *url.Error
	if errors.As(err, &client) {
		return client.Err
	}
	return fmt.Errorf("fetch %s: %w", address, err)
}
