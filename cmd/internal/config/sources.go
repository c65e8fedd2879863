package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"vigie/crawlers/post"
)

// Watched are the sources as crawlers take them.
func (c Config) Watched() []post.Source {
	out := make([]post.Source, 0, len(c.Sources))
	for _, s := range c.Sources {
		src := post.Source{
			ID: s.ID, Name: s.Name, URL: s.URL, Kind: post.SourceKind(s.Kind), Owner: post.Owner(s.Owner),
			Language: s.Language, Audience: s.Audience, Tags: s.Tags, Every: s.Every, Leave: s.Leave, Token: s.token,
		}
		if s.every == 0 && s.Schedule == "" && c.Crawl.Slowest > 0 { // the usual interval always lies within
			src.Fastest, src.Slowest = min(c.Crawl.Fastest, s.Every), max(c.Crawl.Slowest, s.Every)
		}
		out = append(out, src)
	}
	return out
}

// Watch is a source that is not in the file as crawlers would take it.
func (c Config) Watch(s Source) (post.Source, error) {
	c.Sources = []Source{s}
	c.fill()
	d := newDecoder("")
	c.token(d, "sources[0].token_file", &c.Sources[0])
	if len(d.faults) > 0 {
		return post.Source{}, d.faults[0].inside("sources[0].")
	}
	return c.Watched()[0], nil
}

// PublicAddress is public_url where the file gives one that others can reach;
// false where it gives none, or one of this machine alone.
func (c Config) PublicAddress() (string, bool) {
	u, err := url.Parse(c.public)
	if err != nil || u.Host == "" || loopback(u.Hostname()) {
		return "", false
	}
	return c.public, true
}

// loopback tells whether host is this machine to itself.
func loopback(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && (addr.Unmap().IsLoopback() || addr.IsUnspecified())
}

// SourceID is what a source is called that has no id of its own: its address
// without what says nothing: "forum.example.org/bus".
func SourceID(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return raw
	}
	host := strings.TrimSuffix(strings.ToLower(u.Host), map[string]string{"http": ":80", "https": ":443"}[u.Scheme])
	id := strings.TrimPrefix(host, "www.") + strings.TrimRight(u.EscapedPath(), "/")
	if u.RawQuery != "" {
		id += post.Masked("?" + u.RawQuery)
	}
	return id
}

// Check tells the first thing that is wrong with a source that is not in the
// file yet.
func (s Source) Check() error {
	c := defaults()
	c.Sources = []Source{s}
	c.fill()
	d := newDecoder("")
	c.checkSources(d)
	if len(d.faults) == 0 {
		return nil
	}
	return d.faults[0].inside("sources[0].")
}

// inside is the fault without its file and the part of its path that is known.
func (f Fault) inside(part string) error {
	return fmt.Errorf("%s %s; %s", strings.TrimPrefix(f.Path, part), f.Cause, f.Remedy)
}

// Same is a spelling of an address that its other spellings share: with or
// without "www.", its last slash, TLS, and what only tracks.
func Same(address string) string {
	if canonical, err := post.Canonical(address); err == nil {
		address = canonical
	}
	return SourceID(address)
}

// Written is the source without what was filled in for it.
func (s Source) Written() Source {
	if s.Name == s.ID {
		s.Name = ""
	}
	if s.ID == SourceID(s.URL) {
		s.ID = ""
	}
	if s.Kind == string(post.Auto) {
		s.Kind = ""
	}
	s.Every = s.every
	return s
}
