// Package config reads config.yaml. It is strict: a key it does not know is a
// fault, every fault of the file is told at once, and each says where it
// stands, what is wrong and what to write instead.
package config

import (
	"cmp"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"vigie/crawlers/post"
)

// Config is what config.yaml says, its defaults filled in.
type Config struct {
	Organisation Organisation `yaml:"organisation"`
	Listen       string       `yaml:"listen"`     // host:port of the pages
	PublicURL    string       `yaml:"public_url"` // how readers of a mail reach them
	Data         string       `yaml:"data"`       // folder, relative to the file
	ClickHouse   ClickHouse   `yaml:"clickhouse"`
	Retention    Retention    `yaml:"retention"`
	Reading      Reading      `yaml:"reading"`
	Crawl        Crawl        `yaml:"crawl"`
	Entities     []Entity     `yaml:"entities"`
	Facts        string       `yaml:"facts"` // file, relative to the file
	Sources      []Source     `yaml:"sources"`
	Mail         Mail         `yaml:"mail"`
	Alerts       []Route      `yaml:"alerts"`

	dir    string // the file's folder
	public string // public_url as it was written
}

// Organisation is whose reputation is watched.
type Organisation struct {
	Name     string `yaml:"name"`
	Language string `yaml:"language"` // of the pages where the reader's browser says nothing
	Timezone string `yaml:"timezone"`
	Entity   string `yaml:"entity"`  // which entity it is; default: the first
	Contact  string `yaml:"contact"` // mail, page or telephone, as answers and notices give it; see Config.Contact
}

// ClickHouse is where everything is stored. Without an address Vigie starts its
// own, in the data folder.
type ClickHouse struct {
	Address      string `yaml:"address"` // host:port
	Database     string `yaml:"database"`
	User         string `yaml:"user"`
	PasswordFile string `yaml:"password_file"`
	TLS          bool   `yaml:"tls"`
	Library      string `yaml:"library"` // of the embedded engine; default: where make put it
	Password     string `yaml:"-"`       // from password_file or VIGIE_CLICKHOUSE_PASSWORD
}

// Retention is how long things are kept, from the day they were stored.
type Retention struct {
	Posts  Days `yaml:"posts"`
	Visits Days `yaml:"visits"`
}

// Days is a length of time in days; 0 keeps for ever.
type Days int

// Reading bounds the memory of what is read.
type Reading struct {
	Stories int `yaml:"stories"` // kept open, about 3 kB each
	Copies  int `yaml:"copies"`  // posts that a near-copy is sought among, about 800 B each
}

// Crawl is how the crawlers behave.
type Crawl struct {
	Contact  string        `yaml:"contact"`   // address or mail in the User-Agent, for the owners of the sites
	Every    time.Duration `yaml:"every"`     // usual interval between two visits of a source
	Delay    time.Duration `yaml:"delay"`     // between two requests to one host
	Timeout  time.Duration `yaml:"timeout"`   // of one request
	MaxBytes int64         `yaml:"max_bytes"` // of one answer, unpacked
	Workers  int           `yaml:"workers"`   // sources read at once
	Pages    int           `yaml:"pages"`     // most pages of one source in one visit
	// Fastest and Slowest bound the interval of a source that has no every and
	// no schedule of its own: it follows what the source publishes.
	Fastest   time.Duration `yaml:"fastest"`
	Slowest   time.Duration `yaml:"slowest"`
	PerDomain int           `yaml:"per_domain"` // requests at once to all hosts of one registrable domain
	WebSub    bool          `yaml:"websub"`     // let feeds that can push; see Config.PublicAddress
	Jetstream string        `yaml:"jetstream"`  // wss:// address of Bluesky's stream; empty: its pages are asked
	// PrivateNetworks are those of the internal network that may be fetched, as
	// 10.1.0.0/16; a public page may lead there too, so no wider than needed.
	PrivateNetworks []string `yaml:"private_networks"`
}

// Entity is a company, person, brand, competitor or product that is looked for.
type Entity struct {
	ID       string   `yaml:"id"`
	Name     string   `yaml:"name"`
	Kind     string   `yaml:"kind"`
	Aliases  []string `yaml:"aliases"`
	Handles  []string `yaml:"handles"`
	Hashtags []string `yaml:"hashtags"`
	Query    string   `yaml:"query"`
	Context  []string `yaml:"context"`
	Not      []string `yaml:"not"`
}

// Source is one line of the watch list.
type Source struct {
	ID       string        `yaml:"id"`
	Name     string        `yaml:"name"`
	URL      string        `yaml:"url"`
	Kind     string        `yaml:"kind"`
	Owner    string        `yaml:"owner"`
	Language string        `yaml:"language"`
	Audience int           `yaml:"audience"`
	Tags     []string      `yaml:"tags"`
	Every    time.Duration `yaml:"every"`
	// Schedule is a cron expression or "@every 15m", instead of every.
	Schedule string `yaml:"schedule"`
	// Leave says that its owner agreed to be read where text and data mining is
	// reserved.
	Leave     bool   `yaml:"leave"`
	TokenFile string `yaml:"token_file"` // relative to the file; "Bearer x", or x alone
	Line      int    `yaml:"-"`          // where it stands in the file

	token post.Secret   // Authorization header, from TokenFile
	every time.Duration // as it was written; Every has the default filled in
}

// Mail is the server that alerts leave by.
type Mail struct {
	Server       string `yaml:"server"` // host:port
	From         string `yaml:"from"`
	User         string `yaml:"user"`
	PasswordFile string `yaml:"password_file"`
	TLS          string `yaml:"tls"`     // starttls, tls, none
	CAFile       string `yaml:"ca_file"` // a certificate authority of your own
	Password     string `yaml:"-"`       // from password_file or VIGIE_MAIL_PASSWORD
}

// Route says who is told what.
type Route struct {
	To       []string `yaml:"to"`
	Language string   `yaml:"language"`
	Kinds    []string `yaml:"kinds"`
	Level    string   `yaml:"level"`
	Entities []string `yaml:"entities"`
}

func defaults() Config {
	return Config{
		Organisation: Organisation{Language: "fr", Timezone: "Europe/Paris"},
		Listen:       "localhost:8080",
		Data:         "data",
		ClickHouse:   ClickHouse{Database: "vigie", User: "default"},
		Retention:    Retention{Posts: 730, Visits: 90},
		Reading:      Reading{Stories: 10_000, Copies: 50_000},
		Crawl: Crawl{Every: 15 * time.Minute, Delay: 2 * time.Second, Timeout: 30 * time.Second,
			MaxBytes: 5 << 20, Workers: 16, Pages: 20, Fastest: 5 * time.Minute, Slowest: time.Hour, PerDomain: 2, WebSub: true},
		Mail: Mail{TLS: "starttls"},
	}
}

// Load reads the file at path. Getenv gives the environment: VIGIE_CLICKHOUSE,
// VIGIE_CLICKHOUSE_PASSWORD, VIGIE_MAIL_PASSWORD, VIGIE_DATA and VIGIE_LISTEN
// win over the file. The error, where the file is at fault, is of type Faults.
func Load(path string, getenv func(string) string) (Config, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return Config{}, fmt.Errorf("read configuration: %w", err)
	}
	return Parse(body, path, getenv)
}

// Parse reads body as the configuration file that stands at path.
func Parse(body []byte, path string, getenv func(string) string) (Config, error) {
	c := defaults()
	d := newDecoder(path)
	if !d.decode(body, &c) {
		return Config{}, d.err()
	}
	c.dir = filepath.Dir(path)
	c.environment(getenv)
	c.fill()
	for i := range c.Sources {
		c.Sources[i].Line = d.lines[fmt.Sprintf("sources[%d]", i)]
	}
	c.check(d)
	c.secrets(d, getenv)
	if err := d.err(); err != nil {
		return Config{}, err
	}
	return c, nil
}

func (c *Config) environment(getenv func(string) string) {
	for name, field := range map[string]*string{
		"VIGIE_CLICKHOUSE": &c.ClickHouse.Address,
		"VIGIE_DATA":       &c.Data,
		"VIGIE_LISTEN":     &c.Listen,
	} {
		if v := getenv(name); v != "" {
			*field = v
		}
	}
}

// Contact is how people reach the organisation; empty where the file does not say.
func (c *Config) Contact() string { return cmp.Or(c.Organisation.Contact, c.Crawl.Contact) }

// fill sets what can be derived from the rest.
func (c *Config) fill() {
	c.Data = c.resolve(c.Data)
	c.Facts = c.resolve(c.Facts)
	c.public = strings.TrimRight(c.PublicURL, "/")
	if c.Organisation.Entity == "" && len(c.Entities) > 0 {
		c.Organisation.Entity = c.Entities[0].ID
	}
	if c.PublicURL == "" {
		c.PublicURL = "http://" + c.Listen
		if host, port, err := net.SplitHostPort(c.Listen); err == nil && (host == "" || net.ParseIP(host).IsUnspecified()) {
			c.PublicURL = "http://localhost:" + port
		}
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	for i := range c.Sources {
		s := &c.Sources[i]
		if s.ID == "" {
			s.ID = SourceID(s.URL)
		}
		if s.Name == "" {
			s.Name = s.ID
		}
		if s.Kind == "" {
			s.Kind = string(post.Auto)
		}
		s.every = s.Every
		if s.Every == 0 {
			s.Every = c.Crawl.Every
		}
	}
	for i := range c.Entities {
		if c.Entities[i].Kind == "" {
			c.Entities[i].Kind = "company"
		}
	}
	for i := range c.Alerts {
		if c.Alerts[i].Language == "" {
			c.Alerts[i].Language = c.Organisation.Language
		}
	}
}

// resolve makes path relative to the file's folder, not to where the command
// was typed.
func (c *Config) resolve(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(c.dir, path)
}

// Networks are the private networks that may be fetched.
func (c Crawl) Networks() []netip.Prefix {
	var out []netip.Prefix
	for _, n := range c.PrivateNetworks {
		if p, err := netip.ParsePrefix(n); err == nil {
			out = append(out, p)
		}
	}
	return out
}

// Zone is the organisation's time zone.
func (c Config) Zone() *time.Location {
	zone, err := time.LoadLocation(c.Organisation.Timezone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Duration is d as a length of time.
func (d Days) Duration() time.Duration { return time.Duration(d) * 24 * time.Hour }
