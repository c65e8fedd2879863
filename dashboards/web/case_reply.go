package web

import (
	"net/url"
	"slices"
	"strings"

	drafts "vigie/dashboards/reply"
	"vigie/dashboards/report"
)

// allRelays is the name of who is answered where it is not one post.
const allRelays = "all"

// drafting is an answer as the page offers it, to be changed and sent.
type drafting struct {
	drafts.Draft
	To string // identifier of the post; empty: all
	Anchor,
	Action string // name of the place on the page, and where its form leads
	Open  bool
	Forms []link
	Langs []link
	Lines int // of the box
	Form  string
	Link  string
	Typed bool   // text and link came back refused
	Sent  string // as its box takes it
}

// draft writes the answer to a post, in the form and language that the address
// asks for, or in those that suit the post.
func (v *view) draft(c report.Case, to report.Item) (*drafting, error) {
	d := &drafting{To: to.ID, Anchor: "reply-" + allRelays, Action: casePage(c.ID)}
	form, lang := drafts.FormFor(to), drafts.Language(to.Language)
	who := allRelays
	if to.ID != "" {
		who, d.Anchor = to.ID, "reply-"+to.ID
	} else {
		form, lang = drafts.Statement, v.lang
	}
	if q := v.URL.Query(); q.Get("to") == who {
		d.Open = true
		if slices.Contains(drafts.Forms(), drafts.Form(q.Get("as"))) {
			form = drafts.Form(q.Get("as"))
		}
		if slices.Contains([]string{"fr", "en"}, q.Get("in")) {
			lang = q.Get("in")
		}
	}
	var err error
	if d.Draft, err = v.Site.desk(v).Draft(c, to, lang, form); err != nil {
		return nil, err
	}
	address := func(form drafts.Form, lang string) string {
		return d.Action + "?" + url.Values{"to": {who}, "as": {string(form)}, "in": {lang}}.Encode()
	}
	for _, f := range drafts.Forms() {
		d.Forms = append(d.Forms, link{Name: v.known("reply", string(f)), URL: address(f, lang), Here: f == form})
	}
	for _, l := range []string{"fr", "en"} {
		d.Langs = append(d.Langs, link{Name: v.known("lang", l), URL: address(form, l), Here: l == lang})
	}
	if d.Form = string(form); v.typed.Action == report.Reply && v.typed.Value == to.ID {
		d.Text, d.Link, d.Typed = v.typed.Note, v.typed.Link, true
		if !v.typed.Sent.IsZero() {
			d.Sent = v.typed.Sent.In(v.Now.Location()).Format(boxTime)
		}
	}
	for line := range strings.Lines(d.Text) {
		d.Lines += 1 + len([]rune(line))/60 // on a phone it is scrolled a little
	}
	return d, nil
}

// desk is who answers, at the moment of the page.
func (s *Site) desk(v *view) drafts.Desk {
	return drafts.Desk{Organisation: s.Organisation, Language: s.Languages[0], Contact: s.Contact, Keeps: s.Keeps, Now: v.Now}
}
