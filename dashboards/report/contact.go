package report

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/analyzers/text"
	"vigie/crawlers/post"
)

// Weights say how much each factor counts in the priority of a contact.
type Weights struct {
	Reach   float64 `json:"reach"`
	Central float64 `json:"central"`
	Recent  float64 `json:"recent"`
}

// ContactWeights are those that every case is ranked by; they make 1.
func ContactWeights() Weights { return Weights{Reach: 0.4, Central: 0.4, Recent: 0.2} }

// MostReaders is how many readers a month make a Reach of 1, and RecentHalf the
// time in which Recent falls by half.
const (
	MostReaders = 1_000_000
	RecentHalf  = 24 * time.Hour
)

// Relays are what contacts are found among: the posts of one case, and nothing
// else.
type Relays struct {
	Path, Beside []Carried
	Reached      []string // posts whose authors were contacted or answered
	Opposed      []Opposition
	Closed       bool
	Now          time.Time
}

// Contacts ranks those who carry a rumour by how much there is in answering them
// first. Each author of a source is one; posts without an author are their
// source's. Those who were contacted come last. Left out are the organisation's
// own sources, satire, those who have since denied it, those who object to being
// listed, of whose posts the number is returned too, and once the case is closed
// everybody.
func (r Relays) Contacts() (ranked []Contact, opposed int) {
	if r.Closed {
		return nil, 0
	}
	groups := r.groups()
	central := r.central(groups)
	for i, g := range groups.all {
		latest := r.Path[g.posts[len(g.posts)-1]]
		switch {
		case r.objects(g):
			opposed += len(g.posts)
			continue
		case latest.Source.Owner == post.Company || latest.Source.Owner == post.Satire || r.denied(g, latest.Published):
			continue
		}
		c := Contact{Item: latest.Item, Posts: len(g.posts), Central: central[i], Reach: reachOf(latest.Source.Audience)}
		c.Recent = min(1, math.Pow(0.5, r.Now.Sub(latest.Published).Hours()/RecentHalf.Hours()))
		w := ContactWeights()
		c.Priority = w.Reach*c.Reach + w.Central*c.Central + w.Recent*c.Recent
		c.Reached = slices.ContainsFunc(g.posts, func(k int) bool { return slices.Contains(r.Reached, r.Path[k].ID) })
		ranked = append(ranked, c)
	}
	slices.SortFunc(ranked, func(a, b Contact) int {
		if a.Reached != b.Reached {
			return map[bool]int{false: -1, true: 1}[a.Reached]
		}
		return cmp.Or(cmp.Compare(b.Priority, a.Priority), b.Published.Compare(a.Published), cmp.Compare(a.ID, b.ID))
	})
	return ranked, opposed
}

func reachOf(readers int) float64 {
	return min(1, math.Log1p(float64(max(0, readers)))/math.Log1p(MostReaders))
}

// groups are the carriers of a path, in order of their first post.
type groups struct {
	all []group
	of  []int // by the place in the path
}

type group struct {
	who   string
	posts []int // places in the path, oldest first
}

func (r Relays) groups() groups {
	g := groups{of: make([]int, len(r.Path))}
	at := map[string]int{}
	for k, c := range r.Path {
		who := carrier(c)
		i, known := at[who]
		if !known {
			i = len(g.all)
			at[who], g.all = i, append(g.all, group{who: who})
		}
		g.of[k], g.all[i].posts = i, append(g.all[i].posts, k)
	}
	return g
}

// carrier is who speaks in a post: its author there, else its source.
func carrier(c Carried) string { return c.Source.ID + "\x00" + signature(c.Author) }

// central is, of each group, the share of the others' posts that took the rumour
// from one of its own, directly or through others.
func (r Relays) central(g groups) []float64 {
	place := make(map[string]int, len(r.Path))
	for k, c := range r.Path {
		place[c.ID] = k
	}
	from := make([]int, len(r.Path))
	for k, c := range r.Path {
		from[k] = -1
		if c.From != nil {
			if at, ok := place[c.From.ID]; ok {
				from[k] = at
			}
		}
	}
	took, last := make([]int, len(g.all)), make([]int, len(g.all))
	for k := range r.Path {
		// A chain never comes back to where it began, whatever a row says.
		for at, steps := from[k], 0; at >= 0 && steps < len(from); at, steps = from[at], steps+1 {
			if i := g.of[at]; i != g.of[k] && last[i] != k+1 {
				last[i] = k + 1
				took[i]++
			}
		}
	}
	shares := make([]float64, len(g.all))
	for i, x := range g.all {
		if others := len(r.Path) - len(x.posts); others > 0 {
			shares[i] = float64(took[i]) / float64(others)
		}
	}
	return shares
}

// denied tells whether a carrier has taken the rumour back since.
func (r Relays) denied(g group, since time.Time) bool {
	return slices.ContainsFunc(r.Beside, func(c Carried) bool { return takesBack(c, g.who, since) })
}

// Retracted are the first denials of those who carried the rumour and have since
// taken it back, oldest first; not those of the organisation's own sources nor of
// who objects to being listed.
func (r Relays) Retracted() []Carried {
	var list []Carried
	for _, g := range r.groups().all {
		latest := r.Path[g.posts[len(g.posts)-1]]
		i := slices.IndexFunc(r.Beside, func(c Carried) bool { return takesBack(c, g.who, latest.Published) })
		if i >= 0 && latest.Source.Owner != post.Company && !r.objects(g) {
			list = append(list, r.Beside[i])
		}
	}
	slices.SortStableFunc(list, func(a, b Carried) int { return a.Published.Compare(b.Published) })
	return list
}

// SameCarrier tells whether two posts are of the same author of a source, or of
// the same source where they have none.
func SameCarrier(a, b Carried) bool { return carrier(a) == carrier(b) }

func takesBack(c Carried, who string, since time.Time) bool {
	return c.Role == "denial" && carrier(c) == who && c.Published.After(since)
}

func (r Relays) objects(g group) bool {
	return slices.ContainsFunc(r.Opposed, func(o Opposition) bool {
		return slices.ContainsFunc(g.posts, func(k int) bool { return o.Takes(r.Path[k].Item) })
	})
}

// Takes tells whether a post is of who objects: by its author's name (that of its
// source, where it has none), by their handle, whole or without its server, as their
// page's address ends in it, or by that address itself.
func (o Opposition) Takes(i Item) bool {
	who := signature(o.Person)
	if who == "" || o.Source != "" && o.Source != i.Source.ID {
		return false
	}
	name := signature(cmp.Or(i.Author, i.Source.Name))
	local, _, _ := strings.Cut(name, "@")
	names := []string{name, local}
	if page, handle, whole := profile(i.AuthorURL); page != "" {
		names = append(names, page, handle, whole)
	}
	if page, _, whole := profile(strings.TrimSpace(o.Person)); page != "" {
		return slices.Contains(names, page) || whole != "" && slices.Contains(names, whole)
	}
	return slices.Contains(names, who)
}

// profile is the address of an author's page, as it is compared, and the handle
// that it ends in, without and with its server: none where a query says whose page
// it is. All are empty where it is no address of the web.
func profile(address string) (page, handle, whole string) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", "", ""
	}
	host, path := strings.TrimPrefix(strings.ToLower(u.Host), "www."), strings.TrimRight(u.Path, "/")
	page = "//" + host + strings.ToLower(path)
	if u.RawQuery != "" {
		return page + "?" + u.RawQuery, "", ""
	}
	if handle = signature(path[strings.LastIndexByte(path, '/')+1:]); handle != "" {
		whole = signature(handle + "@" + host)
	}
	return page, handle, whole
}

// Unnamed takes the names of those who object off posts, and the links to their
// pages; whoever signs in one source as one of their posts does is them.
func Unnamed(items map[string]Item, opposed []Opposition) {
	them := map[string]bool{}
	for _, i := range items {
		if slices.ContainsFunc(opposed, func(o Opposition) bool { return o.Takes(i) }) {
			them[carrier(Carried{Item: i})] = true
		}
	}
	for id, i := range items {
		if them[carrier(Carried{Item: i})] {
			i.Author, i.AuthorURL, i.Opposed = "", "", true
			items[id] = i
		}
	}
}

// Why an objection cannot be taken down.
const (
	ErrNobody   = refusal("nobody is named; give the name or handle that the posts are signed with")
	ErrNoSource = refusal("no source has that identifier; name one of the list of sources, or none for all of them")
)

// Clean is the objection as it is written down; ErrNobody where it names nobody.
func (o Opposition) Clean() (Opposition, error) {
	o.Person, o.Source, o.Note, o.Author = cut(o.Person, titleMax), tidy(o.Source), cut(o.Note, noteMax), Line(o.Author)
	if signature(o.Person) == "" {
		return o, ErrNobody
	}
	return o, nil
}

// Is tells whether two objections are one.
func (o Opposition) Is(other Opposition) bool {
	return o.Source == other.Source && signature(o.Person) == signature(other.Person)
}

// signature is how somebody signs, without what is written now so and now
// otherwise: case, accents, spaces, the @ before or after, the last stroke, dots
// and commas.
func signature(name string) string {
	return strings.TrimLeft(strings.TrimRight(strings.Join(strings.Fields(text.Fold(name)), " "), "@/., "), "@/ ")
}
