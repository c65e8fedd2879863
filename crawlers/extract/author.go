package extract

import (
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// authorNames are the names that meta elements give the author, the surest
// first.
var authorNames = []string{"dc:creator", "dcterm:creator", "author", "article:author", "citation_author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl", "rbauthors", "cxenseparse:author"}

// authorPlaces are where pages show the author, the surest first.
var authorPlaces = []string{
	"[itemprop~='author'] [itemprop~='name']", "[itemprop~='author']", "a[rel~='author']", ".author .fn", ".byline .author", ".byline a[href*='author']",
	".post-author", ".entry-author", ".byline", ".p-author", "[class*='byline']", "[class*='author-name']", "[class*='author']", "[class*='auteur']", "[class*='autor']", "[class*='signature']",
}

// others is where names stand that are not the author's.
const others = "aside, nav, footer, #comments, .comments, .comment, .commentlist, #disqus_thread, [class*='related'], [class*='comment'], .sidebar, [class*='teaser'], [class*='recommend'], blockquote"

func (m meta) writer(doc *goquery.Document) string {
	if who := byline(m.people()); who != "" {
		return who
	}
	for _, name := range authorNames {
		if who := byline(m.named[name]); who != "" {
			return who
		}
	}
	for _, place := range authorPlaces {
		found, looked := "", 0
		doc.Find(place).EachWithBreak(func(_ int, s *goquery.Selection) bool {
			looked++
			said := s.AttrOr("content", "")
			if said == "" && s.Closest(others).Length() == 0 {
				said = html.EscapeString(firstText(s.Get(0), longest))
			}
			found = byline(said)
			return found == "" && looked < 5
		})
		if found != "" {
			return found
		}
	}
	return signature(doc)
}

// signature is who a short line under the headline says wrote, where nothing
// is marked as the author.
func signature(doc *goquery.Document) string {
	found, looked := "", 0
	doc.Find("[class*='meta'], [class*='info'], [class*='date'], [class*='publi'], [class*='posted'], header p, h1 + p, h2 + p").EachWithBreak(func(_ int, s *goquery.Selection) bool {
		looked++
		if s.Closest(others).Length() > 0 {
			return looked < 100
		}
		for line := range strings.Lines(firstText(s.Get(0), longest)) {
			if line = plainLine(line); by.MatchString(line) && signed(line, "") > 0 {
				found = byline(html.EscapeString(line))
			}
		}
		return found == "" && looked < 100
	})
	return found
}

// firstText is the text of an element that has at most so many bytes of it; of
// a longer one, nothing.
func firstText(n *html.Node, most int) string {
	size := 0
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			if size += len(c.Data); size > 4*most {
				return ""
			}
		}
	}
	if text := NodeText(n); len(text) <= most {
		return text
	}
	return ""
}

// people are the names of the authors in the JSON-LD.
func (m meta) people() string {
	for _, thing := range m.things {
		if !isArticle(thing) {
			continue
		}
		var names []string
		for _, who := range list(thing["author"]) {
			switch who := who.(type) {
			case string:
				names = append(names, who)
			case map[string]any:
				for _, name := range list(who["name"]) {
					if name, ok := name.(string); ok {
						names = append(names, name)
					}
				}
			}
		}
		if len(names) > 0 && len(names) <= 6 {
			return strings.Join(names, ", ")
		}
	}
	return ""
}

const months = `jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|févr|mars|avr|mai|juin|juil|août|sept|déc|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|mär|okt|dez`

var (
	by = regexp.MustCompile(`(?i)^\s*(?:by|par|von|por|di|de|da|écrit par|rédigé par|propos recueillis par|written by|posted by|publié par|publicado por|escrito por|scritto da|geschrieben von|a cura di|auteur|auteure|author|autor|autore)(?:\s*:\s*|\s+)`)
	// tail is what stands after a name on its line.
	tail = regexp.MustCompile(`(?i)\s*(?:\||•|·|–|—|\(@|@\w|,?\s*(?:publié|le \d|mis à jour|updated|published|last updated|veröffentlicht|publicado|pubblicato|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})` +
		`|,?\s*(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b` +
		`|,?\s*\d{1,2}(?:er|\.|st|nd|rd|th)?\s+(?:` + months + `)[\p{L}]*\.?,?\s+\d{4}|[\s,](?:` + months + `)[\p{L}]*\.? \d{1,2}(?:,|\s|$)).*$`)
	// work is what a person does, which is no part of the name.
	work = regexp.MustCompile(`(?i)(?:,\s*|\s+[-–]\s+)(?:(?:senior|chief|staff|games?|tech|news|deputy|associate|contributing|political|science|health)\s+)*(?:editor|reporter|writer|staff writer|correspondent|contributor|columnist|journaliste?|journalist|rédact\p{L}+|correspondant\p{L}*|envoyée? spéciale?|chroniqueu\p{L}+|redakteur\p{L}*|reporterin|korrespondent\p{L}*|redactor\p{L}*|periodista|corresponsal|giornalista|corrispondente|redattore|redattrice)(?:\s.*|,.*)?$`)
	// role is the same without a comma before it, which must name more than a role.
	role    = regexp.MustCompile(`(?i)(\S+\s\S+)\s+(?:(?:senior|chief|staff|games?|tech|news|deputy|associate|contributing|political|science|health)\s+)+(?:editor|reporter|writer|correspondent|contributor|columnist)$`)
	edited  = regexp.MustCompile(`(?i)\s+(?:edited by|translated by|traduit (?:par|de)|photos? (?:by|de|par)|illustrat(?:ed by|ions? de))\s.*$`)
	address = regexp.MustCompile(`(?i)\s*[(<\[]?(?:[\w.+-]+@[\w-]+\.[\w.]+|https?://[^\s)>\]]+)[)>\]]?`)
	honour  = regexp.MustCompile(`^(?:(?:Dr|Pr|Prof|M|Mme|Mlle|Mr|Mrs|Ms|Herr|Frau|Sr|Sra|Sig|Dott)\.?\s+)+(\p{Lu}\S*\s+\p{Lu}\S*)`)
	nothing = regexp.MustCompile(`(?i)^(admin|administrator|webmaster|username|last|last updated.*|authority control|editor|staff|author|auteur|unknown|none|null|rédaction|redaction|la rédaction|guest|anonymous|follow|follow us|suivre|about the author|à propos de l'auteur|view all posts.*|all posts|share|[\d\s/.:,-]+)$`)
)

// byline makes a name of what stands where a name should.
func byline(text string) string {
	// The name comes first, or after a "By" on a line of its own.
	text = Text(text)
	for range 2 {
		if head, rest, ok := strings.Cut(text, "\n"); ok && by.MatchString(head+" ") && by.ReplaceAllString(head+" ", "") == "" {
			text = strings.TrimSpace(head) + " " + strings.TrimSpace(rest)
		}
	}
	text, _, _ = strings.Cut(text, "\n")
	text = strings.Join(strings.Fields(text), " ")
	text = by.ReplaceAllString(text, "")
	text = address.ReplaceAllString(text, "")
	text = tail.ReplaceAllString(text, "")
	text = role.ReplaceAllString(edited.ReplaceAllString(work.ReplaceAllString(text, ""), ""), "$1")
	text = honour.ReplaceAllString(text, "$1")
	text = strings.Trim(text, " ,;:-–—|/")
	if len(text) > 120 || strings.Contains(text, "://") || nothing.MatchString(text) || strings.Count(text, " ") > 14 {
		return ""
	}
	return text
}
