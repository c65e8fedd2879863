// Package demo is the sample web: some forty fictional sites of a valley and
// its public transport, served over real HTTP on loopback, and a mailbox that
// speaks real SMTP. Everything is composed from the files of corpus, and is the
// same for the same seed and start. It knows nothing of the service that reads
// it: no crawler, no analyzer, no database.
package demo

import (
	"cmp"
	"embed"
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"time"
	_ "time/tzdata" // the sites keep Paris time, on machines without zone files too

	"vigie/crawlers/post"
)

//go:embed corpus templates
var files embed.FS

// Pace is how fast the sample web lives after its start.
type Pace struct {
	Everyday time.Duration // between two everyday posts in the first quarter of an hour; 0: 10 s, negative: none
	Story    float64       // stretches the times of the story lines that come after the start; 0: 1
}

// Options says which sample web to build.
type Options struct {
	Seed  int64            // the same seed and start give the same bytes
	Start time.Time        // when the 30 days of history end and the live part begins
	Now   func() time.Time // the clock that makes posts visible; nil: time.Now
	Pace  Pace
	Slow  time.Duration // how long the slow site takes to answer; 0: 8 s
}

// Web is the sample web. It is inert until Serve.
type Web struct {
	opts   Options
	zone   *time.Location
	sites  []*site
	byHost map[string]*site
	pages  *pages
	setter *setter
	keys   map[string]*entry // story posts
}

// New composes the sample web. It fails only where the embedded corpus is at
// fault.
func New(o Options) (*Web, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Pace.Everyday == 0 {
		o.Pace.Everyday = 10 * time.Second
	}
	if o.Pace.Story == 0 {
		o.Pace.Story = 1
	}
	if o.Slow == 0 {
		o.Slow = 8 * time.Second
	}
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return nil, fmt.Errorf("load the zone of the sample web: %w", err)
	}
	o.Start = o.Start.Truncate(time.Second).In(zone)
	w := &Web{opts: o, zone: zone, byHost: map[string]*site{}, setter: newSetter()}
	if w.sites, err = loadSites(files); err != nil {
		return nil, err
	}
	for _, s := range w.sites {
		w.byHost[s.ID] = s
	}
	if err := w.compose(); err != nil {
		return nil, err
	}
	if w.pages, err = loadPages(files); err != nil {
		return nil, err
	}
	return w, nil
}

// compose fills the sites: stories first, whose posts are fixed, then everyday
// life around them, in one fixed order of draws.
func (w *Web) compose() error {
	topics, err := loadTopics(files)
	if err != nil {
		return err
	}
	nets, err := loadNetworks(files)
	if err != nil {
		return err
	}
	c := &composer{
		rng:    rand.New(rand.NewPCG(uint64(w.opts.Seed), 0x56_69_67_69_65)),
		zone:   w.zone,
		start:  w.opts.Start,
		topics: topics,
		nets:   nets,
		decks:  map[string]*deck{},
		setter: w.setter,
	}
	if err := c.stories(w, files); err != nil {
		return err
	}
	if err := c.history(w.sites); err != nil {
		return err
	}
	if err := c.live(w.sites, w.opts.Pace.Everyday); err != nil {
		return err
	}
	for _, s := range w.sites {
		s.number()
	}
	return c.resolve(w)
}

// Sources returns what a configuration would list to watch the sample web that
// listens at addr, a "host:port".
func (w *Web) Sources(addr string) []post.Source {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		port = addr
	}
	out := make([]post.Source, 0, len(w.sites))
	for _, s := range w.sites {
		out = append(out, post.Source{
			ID: s.ID, Name: s.Name, URL: "http://" + s.host(port) + "/" + s.Entry,
			Kind: s.Kind, Owner: s.Owner, Language: s.Language,
			Audience: s.Audience, Tags: s.Tags, Every: time.Duration(s.Every) * time.Second,
		})
	}
	return out
}

// Count returns how many posts the sample web holds that are published before t.
func (w *Web) Count(t time.Time) int {
	n := 0
	for _, s := range w.sites {
		n += len(s.visible(t))
	}
	return n
}

// Entity is somebody that is talked about, as a configuration would give it.
type Entity struct {
	ID, Name, Kind string
	Aliases        []string
	Competitor     bool
}

// Entities returns the organisation and its two competitors.
func Entities() []Entity {
	return []Entity{
		{ID: "translum", Name: "Réseau Translum", Kind: "company", Aliases: []string{"Translum", "Réseau Translum", "la Translum"}},
		{ID: "keolane", Name: "Kéolane", Kind: "company", Aliases: []string{"Kéolane", "Keolane"}, Competitor: true},
		{ID: "metropolis", Name: "Métropolis", Kind: "company", Aliases: []string{"Métropolis", "Metropolis"}, Competitor: true},
	}
}

// Facts returns the organisation's facts file, in YAML.
func Facts() []byte {
	b, err := files.ReadFile("corpus/facts.yaml")
	if err != nil {
		panic(err) // embedded with the package: cannot fail
	}
	return b
}

// byTime orders posts by time, and posts of one second by their key.
func byTime(a, b *entry) int {
	return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.seq, b.seq))
}

func sortEntries(es []*entry) { slices.SortStableFunc(es, byTime) }
