package extract

import (
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var (
	memberAddress = regexp.MustCompile(`(?i)(?:mode=viewprofile|action=profile|(?:^|[/?&.])members?[/.?=]|(?:^|/)membres?[/\d.-]|/profile?l?s?/|/users?/|/u/|/author/|member\.php|profile\.php|user\.php|/utilisateur/|/auteur/|/benutzer/|/usuario/|/utente/|userid=|showuser=|[?&]u=\d)`)
	authorNamed   = find(`[itemprop=author], [itemprop=creator], .username, .bigusername, .author, .poster, .postauthor, .post-author, .creator, .nick, .nickname, .pseudo, .user-name, .userName, .user, .by, .fn, [class*=username], [class*=author], [class*=Author], [class*=userName], [class*=nickname], [rel=author]`)
	itemName      = find("[itemprop=name]")
	dateNamed     = find(`time, abbr[title], [data-time], [data-timestamp], [itemprop=datePublished], [itemprop=dateCreated], [itemprop=commentTime], [datetime], .date, .time, .datetime, .timestamp, .postdate, .posted, .post-date, .when, .created, [class*=date], [class*=Date], [class*=time], [class*=posted]`)
	dateExact     = find(`time[datetime], [itemprop=datePublished], [itemprop=dateCreated], [data-time], [data-timestamp], abbr.published`)
	dateShown     = regexp.MustCompile(`(?i)\b(?:19|20)\d\d\b|\b\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}\b|\b\d{1,2}\s?[:h]\s?\d{2}\b|\b\d{1,2}(?:st|nd|rd|th|er|\.)?\s+` + monthWord + `|` + monthWord + `\s+\d{1,2}\b|\bago\b|\bil y a\b|\bvor (?:\d|eine|zwei|drei)|\bhace (?:\d|una?\b|dos|tres)|\bvorgestern\b|\bante?a?yer\b|\bfa\b|\bhier\b|\byesterday\b|\bgestern\b|\bayer\b|\bieri\b|aujourd.hui|\btoday\b|\bheute\b|\bhoy\b|\boggi\b`)
	notPosted     = regexp.MustCompile(`(?i)\b(?:join|joined|registered|member since|inscri|inscription|registriert|dabei seit|mitglied seit|beigetreten|registrado|iscritto|last (?:edit|seen|active|visit)|edited|modifi|bearbeitet|geändert|dernière|zuletzt|posts:|messages ?:|beiträge)`)
)

// showsDate tells whether a text has something of a date. Most have no digit,
// and are too long to be a word for a day.
func showsDate(text string) bool {
	digit := len(text) < 60
	for i := 0; i < len(text) && !digit; i++ {
		digit = text[i] >= '0' && text[i] <= '9'
	}
	return digit && dateShown.MatchString(text)
}

// author is who wrote the message, and the page about them.
func (h header) author() (name, address string) {
	for _, root := range h.block.roots {
		if said := first(attr(root, "data-author"), attr(root, "data-username")); said != "" {
			name = said
			break
		}
	}
	if n := h.block.name; n != nil && name == "" {
		if said := personName(n); said != "" {
			return said, h.profile(n, said)
		}
	}
	for _, n := range h.query(h.engine.author) {
		if said := personName(n); said != "" {
			return first(name, said), h.profile(n, said)
		}
	}
	for _, n := range h.query(authorNamed) {
		if inner := one(n, itemName); inner != nil && n.DataAtom != atom.A {
			n = inner
		}
		// A line that names the author among other things has a link of theirs.
		for c := range n.Descendants() {
			if c.DataAtom == atom.A && memberAddress.MatchString(attr(c, "href")) && personName(c) != "" {
				n = c
				break
			}
		}
		if said := personName(n); said != "" && !showsDate(said) {
			return first(name, said), h.profile(n, said)
		}
	}
	for n := range h.nodes {
		if href := attr(n, "href"); n.DataAtom == atom.A && memberAddress.MatchString(href) && !searches.MatchString(href) {
			if said := personName(n); said != "" {
				return first(name, said), absolute(attr(n, "href"), h.page.base)
			}
		}
	}
	return name, ""
}

// searches tells a list of what a member wrote from the page about them.
var searches = regexp.MustCompile(`(?i)search|find(?:user|posts|threads)|/(?:posts|topics|activity|messages?)/?$|showposts|pm\b|private|do=(?:send|new)`)

// besides are the ornaments of a name.
var besides = regexp.MustCompile(`(?i)badge|reputation|\brep|rank|count|usertitle|user-title|online|offline|status|avatar|tooltip|sr-only|flair`)

func plainName(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.TextNode || c.Type == html.ElementNode && !silent[c.DataAtom] && !besides.MatchString(attr(c, "class")) {
				walk(c)
			}
		}
	}
	walk(n)
	return strings.Join(strings.Fields(printable(b.String())), " ")
}

// personName is the text of an element that holds a name and nothing else.
func personName(n *html.Node) string {
	said := plainName(n)
	if said == "" && n.DataAtom == atom.Meta {
		said = attr(n, "content")
	}
	if said == "" {
		said = attr(n, "data-username")
	}
	for _, word := range []string{"par ", "by ", "von ", "por ", "da ", "di "} {
		if len(said) > len(word) && strings.EqualFold(said[:len(word)], word) {
			said = said[len(word):]
		}
	}
	said = strings.TrimSpace(strings.TrimSuffix(said, ":"))
	if len(said) > 80 || !strings.ContainsFunc(said, func(r rune) bool {
		return r > 127 || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
	}) {
		return ""
	}
	return said
}

// profile is the address of the person at n: the link around or inside it, or
// another one of the block that leads to a member.
func (h header) profile(n *html.Node, name string) string {
	for at := n; at != nil && at != h.block.roots[0]; at = at.Parent {
		if at.DataAtom == atom.A && attr(at, "href") != "" {
			return absolute(attr(at, "href"), h.page.base)
		}
		if siblings(at) > 3 {
			break
		}
	}
	for c := range n.Descendants() {
		if c.DataAtom == atom.A && attr(c, "href") != "" {
			return absolute(attr(c, "href"), h.page.base)
		}
	}
	found := ""
	for c := range h.nodes {
		if href := attr(c, "href"); c.DataAtom == atom.A && memberAddress.MatchString(href) {
			if personName(c) == name {
				return absolute(href, h.page.base)
			}
			if found == "" && personName(c) == "" { // around the portrait
				found = absolute(href, h.page.base)
			}
		}
	}
	return found
}

// date is the moment of the message as machines and as people write it.
func (h header) date() (exact, shown string) {
	for i, list := range [][]*html.Node{h.query(h.engine.date), h.query(dateExact), h.query(dateNamed)} {
		for _, n := range list {
			if i > 0 && ofMember(n) {
				continue
			}
			if exact, shown = dateOf(n); exact != "" || shown != "" {
				return exact, shown
			}
		}
	}
	return "", h.dateText()
}

// ofMember tells a date of the author (when they joined) from the message's.
func ofMember(n *html.Node) bool {
	for range 3 {
		if n == nil {
			return false
		}
		if said := brief(n); len(said) > 80 {
			return false
		} else if notPosted.MatchString(said) || labelled(n) {
			return true
		}
		n = n.Parent
	}
	return false
}

// labelled tells a term whose name stands in a hint, as icons have it.
func labelled(n *html.Node) bool {
	label := before(n)
	if label == nil || n.DataAtom != atom.Dd && label.DataAtom != atom.Dt {
		return false
	}
	for c := range label.Descendants() {
		if notPosted.MatchString(attr(c, "title")) || notPosted.MatchString(attr(c, "aria-label")) {
			return true
		}
	}
	return notPosted.MatchString(attr(label, "title"))
}

// dateOf reads one element that is named for a date.
func dateOf(n *html.Node) (exact, shown string) {
	text := strings.Join(strings.Fields(NodeText(n)), " ")
	for _, name := range []string{"datetime", "data-time", "data-timestamp", "content", "title"} {
		value := attr(n, name)
		if name == "title" && exact == "" && showsDate(value) && len(value) < 60 {
			if !timeOfDay.MatchString(value) && agoDate.MatchString(strings.ToLower(text)) {
				return value, text
			}
			return "", value // the full date behind a short or relative one
		}
		if _, _, ok := machine(value, time.UTC); ok && exact == "" {
			exact = value
		}
	}
	if exact == "" {
		for c := range n.Descendants() {
			if c.DataAtom == atom.Time || attr(c, "data-time") != "" || c.DataAtom == atom.Abbr || c.DataAtom == atom.Span && showsDate(attr(c, "title")) {
				if exact, shown = dateOf(c); exact != "" || shown != "" {
					return exact, shown
				}
			}
		}
	}
	if len(text) < 160 && showsDate(text) && !notPosted.MatchString(text) {
		shown = text
	}
	return exact, shown
}

var someYear = regexp.MustCompile(`\b(?:19|20)\d\d\b`)

// bareYear tells a text that names a year and neither day nor hour, as titles do.
func bareYear(text string) bool {
	return !hasDay(text) && !showsDate(someYear.ReplaceAllString(text, ""))
}

// dateText finds a date in the plain text around the message.
func (h header) dateText() string {
	for n := range h.nodes {
		if silent[n.DataAtom] {
			continue
		}
		text := ""
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.TextNode || c.DataAtom == atom.B || c.DataAtom == atom.Strong || c.DataAtom == atom.Em {
				text += " " + NodeText(c)
			}
		}
		text = strings.TrimSpace(text)
		if len(text) < 120 && len(text) > 4 && showsDate(text) && !bareYear(text) && !notPosted.MatchString(text) && !ofMember(n) {
			if !timeOfDay.MatchString(text) { // the hour stands in an element of its own
				for _, around := range []*html.Node{n, n.Parent} {
					if said := brief(around); len(said) < 80 && timeOfDay.MatchString(said) && !notPosted.MatchString(said) {
						return said
					}
				}
			}
			return text
		}
	}
	return ""
}
