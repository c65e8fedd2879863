package demo

import (
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"time"
	"unicode"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/unicode/norm"

	"vigie/crawlers/post"
)

// site is one host of the sample web, as corpus/sites.yaml describes it.
type site struct {
	ID       string          `yaml:"id"` // also its host: ID.localhost
	Name     string          `yaml:"name"`
	Tagline  string          `yaml:"tagline"`
	About    string          `yaml:"about"`
	Kind     post.SourceKind `yaml:"kind"`
	Entry    string          `yaml:"entry"` // path that a configuration would list
	Owner    post.Owner      `yaml:"owner"`
	Language string          `yaml:"lang"`
	Audience int             `yaml:"audience"`
	Tags     []string        `yaml:"tags"`
	Every    int             `yaml:"every"` // seconds

	Theme   string   `yaml:"theme"` // templates/THEME.html
	Feed    string   `yaml:"feed"`  // rss, teaser, atom, json, sitemap, none
	Quirk   string   `yaml:"quirk"` // gone, slow, charset, robots, delay
	Posts   int      `yaml:"posts"` // everyday posts in 30 days
	Length  [2]int   `yaml:"length"`
	Topics  []string `yaml:"topics"` // tags of the topics it draws from
	Authors []string `yaml:"authors"`
	Hours   string   `yaml:"hours"` // rhythm: press, blog, forum

	posts   []*entry
	threads []*thread
	byPath  map[string]*entry
}

// entry is one post of the sample web.
type entry struct {
	site    *site
	key     string // story posts only: what others refer to them by
	seq     int    // order of composition, breaks ties
	id      int    // number on its site
	at      time.Time
	title   string
	author  string
	section string
	topic   string
	story   string // name of the story line, empty for everyday posts
	blocks  []block
	thread  *thread
	path    string // path on its host; forums: of its permalink
}

// block is a paragraph, or a quotation.
type block struct {
	text   string // may hold [[key|label]] links
	quote  bool
	author string // of the quotation, on forums
	of     *entry // quoted post, nil when not known
}

// thread is a forum's discussion.
type thread struct {
	id      int
	title   string
	section string
	slug    string
	topic   *topic
	scene   *scene
	posts   []*entry
	said    map[int]bool // answers given, by their place in the topic
}

func (s *site) host(port string) string { return s.ID + ".localhost:" + port }
func (s *site) isForum() bool           { return s.Theme == "phpbb" || s.Theme == "xenforo" }

func loadSites(files fs.FS) ([]*site, error) {
	b, err := fs.ReadFile(files, "corpus/sites.yaml")
	if err != nil {
		return nil, fmt.Errorf("read the sites: %w", err)
	}
	var sites []*site
	if err := yaml.UnmarshalWithOptions(b, &sites, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("read corpus/sites.yaml: %w", err)
	}
	return sites, nil
}

// visible returns the site's posts published at t or before, oldest first.
func (s *site) visible(t time.Time) []*entry {
	n := sort.Search(len(s.posts), func(i int) bool { return s.posts[i].at.After(t) })
	return s.posts[:n]
}

// number orders the site's posts in time and gives each its number and path.
func (s *site) number() {
	sortEntries(s.posts)
	for _, th := range s.threads {
		sortEntries(th.posts)
	}
	s.byPath = map[string]*entry{}
	base := 0
	for _, r := range s.ID {
		base = base*7%4096 + int(r)
	}
	nextThread := 900 + base%300
	for i, e := range s.posts {
		e.id = base*10 + 100 + i
		switch {
		case s.isForum():
			th := e.thread
			if th.id == 0 {
				nextThread += 1 + (e.id*7)%3
				th.id, th.slug = nextThread, slug(th.title)
			}
			if s.Theme == "phpbb" {
				e.path = fmt.Sprintf("/viewtopic.php?p=%d#p%d", e.id, e.id)
			} else {
				e.path = fmt.Sprintf("/threads/%s.%d/post-%d", th.slug, th.id, e.id)
			}
		case s.Theme == "press":
			e.path = fmt.Sprintf("/%s/%s-%d.html", e.at.Format("2006/01/02"), slug(e.title), e.id)
		case s.Theme == "wordpress":
			e.path = fmt.Sprintf("/%s/%s/", e.at.Format("2006/01"), slug(e.title))
		case s.Theme == "dotclear":
			e.path = fmt.Sprintf("/post/%s/%s", e.at.Format("2006/01/02"), slug(e.title))
		case s.Theme == "corporate":
			e.path = fmt.Sprintf("/actualites/%s-%d", slug(e.title), e.id)
		default:
			e.path = fmt.Sprintf("/%s.html", slug(e.title))
		}
		if _, taken := s.byPath[e.path]; taken {
			e.path = strings.TrimSuffix(strings.TrimSuffix(e.path, "/"), ".html") + fmt.Sprintf("-%d", e.id)
		}
		s.byPath[e.path] = e
	}
}

// slug makes a title fit for an address: ASCII letters, digits and hyphens.
func slug(title string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(title)) {
		switch {
		case r == 'œ':
			b.WriteString("oe")
		case unicode.Is(unicode.Mn, r):
		case r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		default:
			if n := b.Len(); n > 0 && b.String()[n-1] != '-' {
				b.WriteByte('-')
			}
		}
		if b.Len() > 64 {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}
