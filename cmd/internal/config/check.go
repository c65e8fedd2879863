package config

import (
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/robfig/cron/v3"

	"vigie/analyzers/query"
	"vigie/crawlers/post"
)

var (
	sourceKinds = []string{string(post.Auto), string(post.Feed), string(post.BlogSite), string(post.Forum), string(post.Social),
		string(post.Intranet)}
	owners = []string{string(post.Press), string(post.Staff), string(post.Customer), string(post.Institution),
		string(post.Competitor), string(post.Company), string(post.Satire)}
	entityKinds = []string{"company", "person", "brand", "competitor", "product", "topic"}
	signalKinds = []string{"spike", "weak_signal", "rumor", "ambassador", "complaints"}
	levels      = []string{"weak", "strong"}
	languages   = []string{"fr", "en"}
)

// check looks at the values themselves; the decoder has looked at their types.
func (c *Config) check(d *decoder) {
	c.checkOrganisation(d)
	if !hostPort(c.Listen) {
		d.fault("listen", fmt.Sprintf("%q is not host:port", c.Listen), `write "localhost:8080", or ":8080" for every interface`)
	}
	if err := webAddress(c.PublicURL); err != "" {
		d.fault("public_url", err, `write "https://vigie.example.org"`)
	}
	if addr := c.ClickHouse.Address; addr != "" {
		if !hostPort(addr) {
			d.fault("clickhouse.address", fmt.Sprintf("%q is not host:port", addr), `write one server, such as "db.example.org:9000", or nothing for the embedded engine`)
		}
	}
	c.checkCrawl(d)
	if c.Facts != "" {
		if _, err := os.Stat(c.Facts); err != nil {
			d.fault("facts", fmt.Sprintf("names a file that is not there: %s", c.Facts), "write its path relative to this file, or remove the line")
		}
	}
	c.checkEntities(d)
	c.checkSources(d)
	c.checkMail(d)
}

func (c *Config) checkCrawl(d *decoder) {
	for i, n := range c.Crawl.PrivateNetworks {
		if _, err := netip.ParsePrefix(n); err != nil {
			d.fault(fmt.Sprintf("crawl.private_networks[%d]", i), fmt.Sprintf("%q is not a network", n), `write it as "10.1.0.0/16", one address as "10.1.2.3/32"`)
		}
	}
	if c.Reading.Stories == 0 {
		d.fault("reading.stories", "is 0: no two posts would tell one story", "write 10000")
	}
	if c.Reading.Copies == 0 {
		d.fault("reading.copies", "is 0: no copy would be found", "write 50000")
	}
	if c.Crawl.Workers == 0 {
		d.fault("crawl.workers", "is 0: nothing would be crawled", "write 16")
	}
	if c.Crawl.Pages == 0 {
		d.fault("crawl.pages", "is 0: no article would be read", "write 20")
	}
	if c.Crawl.PerDomain == 0 {
		d.fault("crawl.per_domain", "is 0: nothing would be fetched", "write 2")
	}
	if c.Crawl.Fastest < time.Second {
		d.fault("crawl.fastest", "is under a second", "5m is usual")
	}
	if c.Crawl.Slowest < c.Crawl.Fastest {
		d.fault("crawl.slowest", fmt.Sprintf("%s is less than crawl.fastest, %s", c.Crawl.Slowest, c.Crawl.Fastest), "1h is usual")
	}
	if raw := c.Crawl.Jetstream; raw != "" {
		if u, err := url.Parse(raw); err != nil || u.Host == "" || u.User != nil || u.Scheme != "wss" && u.Scheme != "ws" {
			d.fault("crawl.jetstream", fmt.Sprintf("%q is not the address of a stream", raw), `write "wss://jetstream2.us-east.bsky.network/subscribe", or nothing`)
		}
	}
}

func (c *Config) checkOrganisation(d *decoder) {
	o := c.Organisation
	if o.Name == "" {
		d.fault("organisation.name", "is missing", `write the name that pages and mails show, such as "Réseau Translum"`)
	}
	d.oneOf("organisation.language", o.Language, languages)
	if _, err := time.LoadLocation(o.Timezone); err != nil || o.Timezone == "" {
		d.fault("organisation.timezone", fmt.Sprintf("%q is not a time zone", o.Timezone), `write one such as "Europe/Paris"`)
	}
	if o.Contact != "" && !reachable(o.Contact) {
		d.fault("organisation.contact", fmt.Sprintf("%q is neither a mail address, nor a page, nor a telephone number", o.Contact), `write "press@example.org", all on one line`)
	}
	if o.Entity != "" && !slices.ContainsFunc(c.Entities, func(e Entity) bool { return e.ID == o.Entity }) {
		d.fault("organisation.entity", fmt.Sprintf("%q is not one of the entities", o.Entity), "write the id of one of the entities")
	}
}

// reachable tells whether a line holds a way to reach somebody.
func reachable(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case unicode.IsControl(r):
			return false
		case unicode.IsDigit(r):
			digits++
		}
	}
	return digits >= 6 || slices.ContainsFunc(strings.Fields(s), func(word string) bool {
		_, err := mail.ParseAddress(strings.Trim(word, ",;()"))
		return err == nil || webAddress(strings.Trim(word, ",;()")) == ""
	})
}

func (c *Config) checkEntities(d *decoder) {
	if len(c.Entities) == 0 {
		d.fault("entities", "is empty: nothing would be looked for", "add your organisation: - {id: acme, name: Acme}")
	}
	seen := map[string]bool{}
	for i, e := range c.Entities {
		at := fmt.Sprintf("entities[%d]", i)
		switch {
		case e.ID == "":
			d.fault(at+".id", "is missing", "write a short word that never changes, such as acme")
		case !plainID.MatchString(e.ID):
			d.fault(at+".id", fmt.Sprintf("%q has spaces or signs in it", e.ID), "write letters, digits, - and _ only: it is typed in queries")
		case seen[e.ID]:
			d.fault(at+".id", fmt.Sprintf("%q stands twice", e.ID), "give each entity an id of its own")
		}
		seen[e.ID] = true
		if e.Name == "" {
			d.fault(at+".name", "is missing", "write the name as people write it")
		}
		d.oneOf(at+".kind", e.Kind, entityKinds)
		if e.Query != "" {
			if _, err := query.ParseNaming(e.Query); err != nil {
				d.fault(at+".query", err.Error(), "see `vigie query --help` for the language")
			}
		}
	}
}

func (c *Config) checkSources(d *decoder) {
	seen := map[string]string{}
	for i, s := range c.Sources {
		at := fmt.Sprintf("sources[%d]", i)
		if s.URL == "" {
			d.fault(at+".url", "is missing", `write the address of the site or feed, such as "https://blog.example.org"`)
			continue
		}
		if err := webAddress(s.URL); err != "" {
			d.fault(at+".url", err, `write it in full, such as "https://blog.example.org"`)
		}
		if other, twice := seen[s.ID]; twice {
			d.fault(at, fmt.Sprintf("is the same source as %s (%s)", other, s.ID), "remove one of them, or give it an id of its own")
		}
		seen[s.ID] = at
		d.oneOf(at+".kind", s.Kind, sourceKinds)
		if s.Owner != "" {
			d.oneOf(at+".owner", s.Owner, owners)
		}
		if s.Schedule != "" {
			if _, err := cron.ParseStandard(s.Schedule); err != nil || strings.Contains(s.Schedule, "TZ=") {
				d.fault(at+".schedule", fmt.Sprintf("%q is not a schedule", s.Schedule), `try "@every 15m", or "*/15 6-22 * * *" (UTC)`)
			}
		}
		if s.Every < time.Second {
			d.fault(at+".every", "is under a second", "15m is usual")
		}
	}
}

func (c *Config) checkMail(d *decoder) {
	m := c.Mail
	if len(c.Alerts) > 0 && m.Server == "" {
		d.fault("mail.server", "is missing, and there are alerts to send", `write "smtp.example.org:587", or remove the alerts`)
	}
	if m.Server != "" {
		if !hostPort(m.Server) {
			d.fault("mail.server", fmt.Sprintf("%q is not host:port", m.Server), `write "smtp.example.org:587"`)
		}
		d.address("mail.from", m.From)
	}
	d.oneOf("mail.tls", m.TLS, []string{"starttls", "tls", "none"})
	for i, r := range c.Alerts {
		at := fmt.Sprintf("alerts[%d]", i)
		if len(r.To) == 0 {
			d.fault(at+".to", "is missing", "write [press@example.org]")
		}
		for j, to := range r.To {
			d.address(fmt.Sprintf("%s.to[%d]", at, j), to)
		}
		d.oneOf(at+".language", r.Language, languages)
		for j, k := range r.Kinds {
			d.oneOf(fmt.Sprintf("%s.kinds[%d]", at, j), k, signalKinds)
		}
		if r.Level != "" {
			d.oneOf(at+".level", r.Level, levels)
		}
		for j, e := range r.Entities {
			if !slices.ContainsFunc(c.Entities, func(x Entity) bool { return x.ID == e }) {
				d.fault(fmt.Sprintf("%s.entities[%d]", at, j), fmt.Sprintf("%q is not one of the entities", e), "write the id of one of the entities")
			}
		}
	}
}

// plainID is what an identifier may be: it is typed in queries.
var plainID = regexp.MustCompile(`^[\p{L}\p{N}_-]+$`)

// hostPort tells whether s is an address to listen on or connect to.
func hostPort(s string) bool {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}

func (d *decoder) oneOf(path, value string, allowed []string) {
	if !slices.Contains(allowed, value) {
		d.fault(path, fmt.Sprintf("%q is not known", value), "write one of: "+strings.Join(allowed, ", "))
	}
}

func (d *decoder) address(path, value string) {
	if _, err := mail.ParseAddress(value); err != nil {
		d.fault(path, fmt.Sprintf("%q is not a mail address", value), `write "press@example.org"`)
	}
}

// webAddress says what is wrong with raw as an address of the web; nothing: "".
func webAddress(raw string) string {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "":
		return fmt.Sprintf("%q is not an address", raw)
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Sprintf("%q is neither http nor https", raw)
	case u.User != nil:
		return "holds a user name or password"
	}
	return ""
}
