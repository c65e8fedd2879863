package demo

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// network is an operator with its city and lines, from corpus/networks.yaml.
type network struct {
	ID    string `yaml:"id"`
	Name  string `yaml:"name"`
	City  string `yaml:"city"`
	Lines []line `yaml:"lines"`
}

type line struct {
	Name  string   `yaml:"name"`
	Mode  string   `yaml:"mode"`
	Stops []string `yaml:"stops"`
}

func loadNetworks(files fs.FS) (map[string]*network, error) {
	b, err := fs.ReadFile(files, "corpus/networks.yaml")
	if err != nil {
		return nil, fmt.Errorf("read the networks: %w", err)
	}
	var list []*network
	if err := yaml.UnmarshalWithOptions(b, &list, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("read corpus/networks.yaml: %w", err)
	}
	nets := map[string]*network{}
	for _, n := range list {
		nets[n.ID] = n
	}
	return nets, nil
}

// scene is what stays the same within one post or thread: the network, the
// line, the stops and every named slot once it has been drawn.
type scene struct {
	rng   *rand.Rand
	topic *topic
	group string // variant of the topic
	lang  string
	at    time.Time // of the sentence being written, in the sites' zone
	net   *network
	line  *line
	bound map[string]string
}

func (c *composer) newScene(p choice, at time.Time) (*scene, error) {
	t := p.topic
	sc := &scene{rng: c.rng, topic: t, group: p.group, lang: t.lang, at: at, bound: map[string]string{}}
	op := "translum"
	if len(t.ops) > 0 {
		op = t.ops[c.rng.IntN(len(t.ops))]
	}
	if sc.net = c.nets[op]; sc.net == nil {
		return nil, fmt.Errorf("topic %s: %q: no such network", t.name, op)
	}
	var fit []*line
	for i := range sc.net.Lines {
		if t.mode == "" || sc.net.Lines[i].Mode == t.mode {
			fit = append(fit, &sc.net.Lines[i])
		}
	}
	if len(fit) == 0 {
		return nil, fmt.Errorf("topic %s: %s has no %s line", t.name, op, t.mode)
	}
	sc.line = fit[c.rng.IntN(len(fit))]
	stops := c.rng.Perm(len(sc.line.Stops))
	sc.bound["stop"], sc.bound["stop2"] = sc.line.Stops[stops[0]], sc.line.Stops[stops[1]]
	return sc, nil
}

// slot fills {name}. A first capital in the name gives one to the value.
func (sc *scene) slot(name string) (string, error) {
	first, size := utf8.DecodeRuneInString(name)
	capital := unicode.IsUpper(first)
	if capital {
		name = string(unicode.ToLower(first)) + name[size:]
	}
	v, err := sc.value(name)
	if err != nil {
		return "", err
	}
	if capital {
		v = upperFirst(v)
	}
	return v, nil
}

func (sc *scene) value(name string) (string, error) {
	if v, ok := sc.bound[name]; ok {
		return v, nil
	}
	switch name {
	case "op":
		return sc.net.Name, nil
	case "city":
		return sc.net.City, nil
	case "line":
		return sc.line.Name, nil
	case "mode":
		return sc.line.Mode, nil
	case "dest":
		return sc.line.Stops[len(sc.line.Stops)-1], nil
	case "moment":
		return moment(sc.lang, sc.at), nil
	case "heure":
		return clock(sc.lang, sc.at.Add(-time.Duration(8+sc.rng.IntN(70))*time.Minute)), nil
	}
	if n, ok := sc.number(name); ok {
		return n, nil
	}
	if key, span, ok := strings.Cut(name, ":"); ok {
		if n, ok := sc.number(span); ok {
			sc.bound[key] = n
			return n, nil
		}
	}
	if v, ok := sc.day(name); ok {
		sc.bound[name] = v
		return v, nil
	}
	if vs := sc.topic.vars[name]; len(vs) > 0 {
		v, err := sc.expand(vs[sc.rng.IntN(len(vs))])
		if err != nil {
			return "", err
		}
		sc.bound[name] = v
		return v, nil
	}
	return "", fmt.Errorf("topic %s: no slot {%s}", sc.topic.name, name)
}

// day fills the slots that name a day near the post's own.
func (sc *scene) day(name string) (string, bool) {
	switch name {
	case "passé": // a weekday gone by
		return weekday(sc.lang, sc.at.AddDate(0, 0, -2-sc.rng.IntN(4))), true
	case "jour": // a weekday to come
		return weekday(sc.lang, sc.at.AddDate(0, 0, 2+sc.rng.IntN(4))), true
	case "date": // one to five weeks ahead
		return dayMonth(sc.lang, sc.at.AddDate(0, 0, 8+sc.rng.IntN(28))), true
	case "mois": // the coming month
		return month(sc.lang, sc.at.AddDate(0, 1, 0)), true
	case "moisdernier":
		return month(sc.lang, time.Date(sc.at.Year(), sc.at.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, -1, 0)), true
	case "année":
		return fmt.Sprint(sc.at.Year()), true
	case "anprochain":
		return fmt.Sprint(sc.at.Year() + 1), true
	}
	return "", false
}

func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
