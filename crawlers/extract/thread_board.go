package extract

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// ErrNoThreads says that a page lists no threads and no boards of a forum.
var ErrNoThreads = errors.New("no list of threads on the page")

// Board is one page of a forum's list of threads, or its front page.
type Board struct {
	Title   string
	Threads []ThreadLink // in the page's order
	Boards  []BoardLink
	Next    string // address of the list's next page

	Reserved bool // its owner reserves text and data mining (tdm-reservation)
}

// ThreadLink is a thread as a list shows it.
type ThreadLink struct {
	Title string
	URL   string    // of its first page
	Last  time.Time // of its last message; zero: not said
	Mark  string    // changes when a message comes; empty: the list does not tell
}

// BoardLink is a board as a front page shows it.
type BoardLink struct {
	Title string
	URL   string
	Mark  string // as of a ThreadLink
}

// mostLinks is how many threads are read of one list.
const mostLinks = 2_000

// ReadBoard reads a page that lists threads: HTML, or the JSON of Discourse.
// Threads are known by how forums write their addresses. The error is
// ErrNoThreads where there are neither threads nor boards; whether the page is
// reserved is told with it.
func ReadBoard(body []byte, pageURL string, now time.Time) (Board, error) {
	p, err := openPage(body, pageURL, now)
	if err != nil {
		return Board{}, fmt.Errorf("%w: %w", ErrNoThreads, err)
	}
	if p.json != nil {
		return p.discourseBoard()
	}
	b := Board{Title: p.title(), Next: p.next(p.number()), Reserved: reserved(namedMeta(p.root))}
	rows := p.rows(IsThread, ThreadURL)
	var shown []string
	for _, r := range rows {
		shown = append(shown, r.shown)
	}
	p.calendar.settle(shown, p.tag)
	for _, r := range rows {
		last, mark := p.last(r)
		b.Threads = append(b.Threads, ThreadLink{Title: r.title, URL: r.url, Last: last, Mark: mark})
	}
	for _, r := range p.rows(func(u string) bool { return IsBoard(u) && !feedName.MatchString(u) }, boardURL) {
		b.Boards = append(b.Boards, BoardLink{Title: r.title, URL: r.url, Mark: r.numbers()})
	}
	if len(b.Threads)+len(b.Boards) == 0 {
		return b, fmt.Errorf("%w: no link has the address of a thread or a board", ErrNoThreads)
	}
	return b, nil
}

// boardURL is a board's address without the page of its list.
func boardURL(raw string) string {
	u, err := url.Parse(ThreadURL(raw))
	if err != nil {
		return raw
	}
	if strings.HasSuffix(u.Path, "/index.html") {
		u.Path = strings.TrimSuffix(u.Path, "index.html")
	}
	return u.String()
}

// row is what a list shows of one address.
type row struct {
	url, title string
	node       *html.Node // the most around its links that holds no other's
	exact      string     // of the last message, as machines write it
	shown      string     // as people do
	replies    string
}

var (
	aside     = find(`nav, header, footer, select, [class*=crumb], [class*=Crumb], [class*=jump], [class*=footer], [id*=footer], [class*=navbar], [class*=sidebar] [class*=menu]`)
	lastNamed = find(`.lastpost, .last-post, .lastPost, [class*=latest], [class*=lastpost], [class*=lastPost], [class*=last_post], [class*=last-post], .LastCommentDate, .tcr, .ipsDataItem_lastPoster, [class*=activity], .posters ~ td`)
	replyNode = find(`.posts, .replies, [class*=replies], [class*=reply-count], .tc2, .CommentCount, .structItem-cell--meta, .stats`)
	replyWord = regexp.MustCompile(`(?i)(\d[\d .,\x{a0}\x{202f}]*)\s*(?:réponse|repl(?:y|ies)|antwort|respuesta|rispost|comment|message|posts)|(?:réponses?|replies|antworten|respuestas|risposte|messages|posts)\s*:?\s*(\d+)|^\s*(\d+)\s*$`)
	selLink   = find("a[href]")
)

// rows gathers the links of a page whose addresses are wanted, by address.
func (p *forumPage) rows(want func(string) bool, name func(string) string) []*row {
	byURL := map[string]*row{}
	owner := map[*html.Node]*row{} // nil: of several
	var order []*row
	here := name(p.at.String())
	for _, a := range all(p.root, selLink) {
		u := absolute(attr(a, "href"), p.base)
		if u == "" || !sameHost(u, p.at) || !want(u) || within(a, aside) {
			continue
		}
		u = name(u)
		if u == here || len(order) >= mostLinks && byURL[u] == nil {
			continue
		}
		r := byURL[u]
		if r == nil {
			r = &row{url: u}
			byURL[u] = r
			order = append(order, r)
		}
		if said := strings.Join(strings.Fields(textOf(a)), " "); len(said) > len(r.title) && len(said) < 300 {
			r.title = said
		}
		for n, depth := a, 0; n != nil && depth < 40; n, depth = n.Parent, depth+1 {
			if other, ok := owner[n]; ok && other != r {
				owner[n] = nil
			} else {
				owner[n] = r
			}
		}
	}
	for n, r := range owner {
		if r != nil && (r.node == nil || holds(n, r.node)) && n.Type == html.ElementNode && n.Data != "body" && n.Data != "html" {
			r.node = n
		}
	}
	for _, r := range order {
		r.look()
	}
	return order
}

func within(n *html.Node, s sel) bool {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && s.Match(n) && n.Data != "body" && n.Data != "html" {
			return true
		}
	}
	return false
}

func holds(outer, inner *html.Node) bool {
	for ; inner != nil; inner = inner.Parent {
		if inner == outer {
			return true
		}
	}
	return false
}

// look finds the last message's time and the number of answers in a row.
func (r *row) look() {
	if r.node == nil {
		return
	}
	for _, group := range [][]*html.Node{all(r.node, lastNamed), {r.node}} {
		for _, n := range group {
			for _, c := range append(all(n, dateNamed), n) {
				exact, shown := dateOf(c)
				if exact == "" && shown == "" {
					continue
				}
				// Of several dates the later is the last message's.
				if exact > r.exact && (r.exact == "" || len(exact) == len(r.exact)) || r.exact == "" && r.shown == "" {
					r.exact, r.shown = exact, shown
				}
			}
		}
		if r.exact != "" || r.shown != "" {
			break
		}
	}
	for _, n := range append(all(r.node, replyNode), r.node) {
		if m := replyWord.FindStringSubmatch(strings.Join(strings.Fields(NodeText(n)), " ")); m != nil {
			r.replies = first(m[1], m[2], m[3])
			return
		}
	}
}

// numbers are all that a row counts: threads and messages of a board, and when
// the last one came.
func (r *row) numbers() string {
	if r.node == nil {
		return ""
	}
	var counts []string
	for _, word := range strings.Fields(NodeText(r.node)) {
		if word = strings.Trim(word, ".,;:()"); strings.ContainsAny(word, "0123456789") && !strings.Contains(r.title, word) {
			counts = append(counts, word)
		}
	}
	if len(counts) > 20 {
		return ""
	}
	return strings.TrimSpace(r.exact + " " + strings.Join(counts, " "))
}

// last is when the last message came, and what tells that another has.
func (p *forumPage) last(r *row) (time.Time, string) {
	d := draft{exact: r.exact, shown: r.shown}
	at, ok := d.moment(&p.calendar)
	if !ok || agoDate.MatchString(strings.ToLower(r.shown)) && r.exact == "" {
		// "two hours ago" moves by itself.
		if r.replies == "" {
			return at, ""
		}
		return at, strings.TrimSpace(r.replies)
	}
	return at, strings.TrimSpace(at.UTC().Format("2006-01-02T15:04") + " " + strings.TrimSpace(r.replies))
}

// discourseBoard reads what Discourse answers at /latest.json and /c/….json.
func (p *forumPage) discourseBoard() (Board, error) {
	list := object(p.json["topic_list"])
	topics, _ := list["topics"].([]any)
	if len(topics) == 0 {
		return Board{}, fmt.Errorf("%w: JSON without the topics that Discourse gives", ErrNoThreads)
	}
	b := Board{Title: p.at.Hostname()}
	for _, raw := range topics[:min(len(topics), mostLinks)] {
		v := object(raw)
		t := ThreadLink{Title: word(v, "title"), URL: p.resolve("/t/" + first(word(v, "slug"), "-") + "/" + word(v, "id"))}
		t.Last, _ = p.calendar.read(first(word(v, "last_posted_at"), word(v, "bumped_at")))
		t.Mark = word(v, "posts_count") + " " + word(v, "last_posted_at")
		b.Threads = append(b.Threads, t)
	}
	if more := word(list, "more_topics_url"); more != "" {
		if u, err := url.Parse(p.resolve(more)); err == nil {
			if !strings.HasSuffix(u.Path, ".json") {
				u.Path += ".json"
			}
			b.Next = u.String()
		}
	}
	return b, nil
}
