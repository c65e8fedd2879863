package extract

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"

	"vigie/crawlers/charset"
)

// ErrNoThread says that a page holds no messages of a forum.
var ErrNoThread = errors.New("no forum messages on the page")

// Thread is one page of a forum's thread.
type Thread struct {
	Title    string
	URL      string // of its first page, without session, page and anchor
	Engine   string // "phpbb", "xenforo", ..., "schema.org", or "repeated" when no engine is known by its markup
	Language string // "fr"; as the page says
	Messages []Message
	Next     string // address of the next page; empty on the last
	Page     int    // from 1; 0: not said
	Cut      bool   // there were more messages than are read of one page
	Reserved bool   // its owner reserves text and data mining (tdm-reservation)
}

// Message is what one person wrote in a thread.
type Message struct {
	ID        string // the forum's own, empty where it gives none
	URL       string // permalink with its anchor; the page's address where there is none
	Author    string
	AuthorURL string
	Published time.Time // in the page's zone; zero: not said
	Dated     bool
	Text      string // own words: without quotes and signature
	Whole     string // with the quotes where they stand; the same as Text where there are none
	Quotes    []Quote
	Parent    string // ID of the message that it answers, where that is known
	Links     []string
}

// Quote is what a message repeats of another one.
type Quote struct {
	Author  string
	Message string // the forum's own ID, or empty
	Text    string
}

// mostMessages is how many messages are read of one page.
const mostMessages = 20_000

// ReadThread reads a page of a thread as it came: HTML, or the JSON of
// Discourse. now is what "yesterday" starts from; where it is zero such dates
// are not read. The error is ErrNoThread where there are no messages; whether
// the page is reserved is told with it.
func ReadThread(body []byte, pageURL string, now time.Time) (Thread, error) {
	p, err := openPage(body, pageURL, now)
	if err != nil {
		return Thread{}, err
	}
	if p.json != nil {
		return p.discourseThread()
	}
	t, err := p.read()
	t.Reserved = reserved(namedMeta(p.root))
	return t, err
}

// read reads a page by the marks of an engine, or without.
func (p *forumPage) read() (Thread, error) {
	for _, e := range engines {
		if blocks := e.blocks(p.root); len(blocks) > 0 {
			if t := p.thread(e, blocks); len(t.Messages) > 0 {
				return t, nil
			}
		}
	}
	return p.free()
}

// ReadThreadFree reads a page of a thread as one of no known engine, so that
// this can be measured: it is what reads the forums that nobody has heard of.
func ReadThreadFree(body []byte, pageURL string, now time.Time) (Thread, error) {
	p, err := openPage(body, pageURL, now)
	if err != nil {
		return Thread{}, err
	}
	if p.json != nil {
		return p.discourseThread()
	}
	return p.free()
}

// free reads a page without knowing its engine.
func (p *forumPage) free() (Thread, error) {
	for _, way := range []struct {
		name string
		find func() []block
	}{{"schema.org", p.schema}, {"repeated", p.repeated}} {
		if blocks := way.find(); len(blocks) > 0 {
			if t := p.thread(engine{name: way.name}, blocks); len(t.Messages) > 0 {
				return t, nil
			}
		}
	}
	if t := p.linkedThread(); len(t.Messages) > 0 {
		return t, nil
	}
	return Thread{}, fmt.Errorf("%w: no engine's markup, no schema.org, no block that repeats with author and date", ErrNoThread)
}

// forumPage is a page that is being read.
type forumPage struct {
	at       *url.URL
	base     *url.URL // that relative addresses start from
	root     *html.Node
	json     map[string]any
	tag      string // language tag, "fr-CA"
	topic    string // number of a thread of Discourse
	calendar calendar
}

func openPage(body []byte, pageURL string, now time.Time) (*forumPage, error) {
	at, err := url.Parse(pageURL)
	if err != nil {
		return nil, fmt.Errorf("read address %q: %w", pageURL, err)
	}
	text, _ := charset.UTF8(body[:min(len(body), mostBytes)], "")
	p := &forumPage{at: at, base: at}
	p.calendar = calendar{now: now, tries: 200, zone: zoneSaid(text)}
	if trimmed := bytes.TrimSpace(text); len(trimmed) > 0 && trimmed[0] == '{' {
		p.json = decodeObject(trimmed)
		p.calendar.zone = time.UTC
		if p.json == nil {
			return nil, fmt.Errorf("%w: neither HTML nor the JSON of a forum", ErrNoThread)
		}
		return p, nil
	}
	// Scripts do not run here: what is for readers without them is the page.
	if p.root, err = html.ParseWithOptions(bytes.NewReader(reopen(text)), html.ParseOptionEnableScripting(false)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoThread, err)
	}
	if ref, err := url.Parse(attr(one(p.root, selBase), "href")); err == nil && ref.String() != "" {
		p.base = at.ResolveReference(ref)
	}
	if n := one(p.root, selHTML); n != nil {
		if p.tag = attr(n, "lang"); p.tag == "" {
			p.tag = attr(n, "xml:lang")
		}
	}
	p.calendar.language, _, _ = strings.Cut(strings.ToLower(strings.ReplaceAll(p.tag, "_", "-")), "-")
	if p.calendar.zone == nil {
		p.calendar.zone = zoneOf(at.Hostname(), p.calendar.language, p.tag)
	}
	return p, nil
}

// thread makes messages of blocks.
func (p *forumPage) thread(e engine, blocks []block) Thread {
	t := Thread{Title: p.title(), URL: p.threadURL(), Engine: e.name, Language: p.calendar.language, Page: p.number()}
	if len(blocks) > mostMessages {
		blocks, t.Cut = blocks[:mostMessages], true
	}
	t.Next = p.next(t.Page)
	if e.name == "discourse" {
		p.topic = t.URL[strings.LastIndexByte(t.URL, '/')+1:]
	}
	drafts := make([]draft, 0, len(blocks))
	var shown []string
	for i, b := range blocks {
		d := p.draft(e, b)
		if d.Whole == "" || withdrawn(d.Message) {
			continue
		}
		d.block = i
		drafts = append(drafts, d)
		shown = append(shown, d.shown)
	}
	p.calendar.settle(shown, p.tag)
	nest(blocks, drafts)
	t.Messages = make([]Message, 0, len(drafts))
	said := make([]relations, 0, len(drafts))
	for _, d := range drafts {
		d.Published, d.Dated = d.moment(&p.calendar)
		t.Messages = append(t.Messages, d.Message)
		said = append(said, d.related)
	}
	findParents(t.Messages, said)
	return t
}

var tombstone = regexp.MustCompile(`(?i)^[\[(*]*\s*(?:(?:this |the )?(?:post|message|comment|reply)(?: (?:has been|was))? (?:deleted|removed|withdrawn)|(?:deleted|removed)(?: (?:post|message|by \S+))?|(?:ce |le )?(?:message|commentaire|post)(?: a été)? supprimé|supprimé(?: par .{1,40})?|(?:dieser |der )?(?:beitrag|kommentar)(?: wurde)?(?: vom \S+| von .{1,40})? gelöscht|gelöscht|(?:este |el )?(?:mensaje|comentario)(?: ha sido| fue)? (?:eliminado|borrado)|(?:questo |il )?(?:messaggio|commento)(?: è stato)? (?:eliminato|cancellato|rimosso))(?:[\s.,:;!)\]*].{0,80})?$`)

// withdrawn tells the place of a message that is no longer there.
func withdrawn(m Message) bool {
	return len(m.Whole) < 160 && len(m.Links) == 0 && !strings.Contains(m.Text, "\n") && tombstone.MatchString(m.Text)
}
