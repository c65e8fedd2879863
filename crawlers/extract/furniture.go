package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bare takes off a text's ends the paragraphs that are only furniture: who
// wrote it and when, its section and tags, how long it takes to read, buttons
// to share it, and what else to read; in French, English, German, Spanish and
// Italian. author, where it is known, helps to know its line. A text that is
// nothing else is left as it is.
func Bare(text, author string) string {
	bare, _ := bared(text, author)
	return bare
}

// Bounds of what is looked at, in paragraphs and bytes.
const (
	mostHead = 6
	mostFoot = 10
	longest  = 240
)

// bared is Bare, and the paragraphs it took off the beginning.
func bared(text, author string) (bare string, head []string) {
	all := strings.Split(text, "\n\n")
	kept := make([]string, 0, len(all))
	for i, p := range all {
		if i < mostHead {
			// Who and when may also stand under the first lines of an article.
			if n := furnished(p, author); n > 0 && len(kept) == 0 || n > 1 && i+1 < len(all) {
				head = append(head, p)
				continue
			}
		}
		kept = append(kept, p)
	}
	for i := 0; i < mostFoot && len(kept) > 0 && furnished(kept[len(kept)-1], author) > 0; i++ {
		kept = kept[:len(kept)-1]
	}
	if len(kept) == 0 {
		return text, nil
	}
	return strings.Join(kept, "\n\n"), head
}

// furnished is 0 for a paragraph that says something, 1 for one that does not,
// 2 for a line that says who and when, which does not wherever it stands.
func furnished(paragraph, author string) int {
	if len(paragraph) > longest {
		return 0
	}
	least := 2
	for line := range strings.Lines(paragraph) {
		if line = plainLine(line); line != "" {
			least = min(least, lineFurniture(line, author))
		}
	}
	return least
}

// plainLine is a line with plain spaces and apostrophes.
func plainLine(line string) string {
	line = strings.ReplaceAll(line, "’", "'")
	return strings.TrimSpace(strings.Join(strings.FieldsFunc(line, unicode.IsSpace), " "))
}

func lineFurniture(line, author string) int {
	for _, shape := range fixed {
		if shape.MatchString(line) {
			return 1
		}
	}
	if author != "" && plainWords(line) == plainWords(plainLine(author)) {
		return 1
	}
	return signed(line, author)
}

// names of what is shared with, and words of buttons.
const buttons = `facebook|twitter|x|linkedin|whatsapp|telegram|bluesky|mastodon|threads|reddit|pinterest|pocket|instagram|tumblr|flipboard|messenger|viber|xing|e-?mail|mail|courriel|print|pdf|rss|imprimer|drucken|imprimir|stampa|copier le lien|copy link|link kopieren|copiar enlace|copia link|tweet(?:er)?|partager|partagez|share|teilen|compartir|condividi|envoyer|send|like|j'aime|enregistrer|save|sauvegarder|écouter|listen|suivre|follow|commenter|comment|s'abonner|subscribe|abonnieren|suscríbete|iscriviti`

// fixed are the lines that are furniture whatever stands around them. Those
// that may go on name what follows after a colon or an arrow.
var fixed = []*regexp.Regexp{
	regexp.MustCompile(`(?i)^(?:[»→>▶•*+-]\s*)?(?:[àa] lire|[àa] voir|lire|voir)(?: (?:aussi|également|encore|sur le même (?:sujet|thème)|notre dossier))?\s*(?::.*|[»→>])?$`),
	regexp.MustCompile(`(?i)^(?:[»→>▶•*+-]\s*)?(?:(?:read|see) (?:also|more|next)|also read|related(?: (?:articles?|posts?|stories|content))?|more (?:on|from) this(?: story)?|you may also like|recommended|lesen sie auch|siehe auch|mehr zum thema|auch interessant|lea también|lee también|leer también|ver también|te puede interesar|más información|leggi anche|vedi anche|potrebbe interessarti|ti potrebbe interessare(?: anche)?|articles? (?:liés|similaires|connexes)|sur le même (?:sujet|thème)|dans la même rubrique|ähnliche (?:artikel|beiträge)|artículos relacionados|articoli correlati)\s*(?::.*|[»→>])?$`),
	regexp.MustCompile(`(?i)^(?:lire la suite|lire plus|en savoir plus|continuer la lecture|continue reading|read (?:the )?(?:full|whole|rest of the|entire) (?:article|story|post|entry)|read more|weiterlesen|mehr lesen|leer más|seguir leyendo|continua a leggere|leggi tutto)(?: (?:de |of )?["“«].{1,120})?\s*(?:\.{3}|…|[»→>])*$`),
	regexp.MustCompile(`(?i)^(?:partage[rz]|share|teilen|compartir|comparte|condividi)(?: (?:cet article|ceci|this|this article|this post|this story|sur|on|auf|en|su|via|diesen artikel|este artículo|questo articolo|:))*(?:[\s:,|·•/()\d-]|\b(?:` + buttons + `)\b)*$`),
	regexp.MustCompile(`(?i)^(?:(?:` + buttons + `)(?:\s*[,|·•/]\s*|\s+|$))+$`),
	regexp.MustCompile(`(?i)^(?:temps de lecture|durée de lecture|lecture|reading time|read time|lesezeit|lesedauer|tiempo de lectura|tempo di lettura|lettura)\s*:?\s*(?:environ |about |ca\. |circa )?\d+\s*(?:min\p{L}*\.?|mn|'|′)?(?: \p{L}+)?$`),
	regexp.MustCompile(`(?i)^\d+\s*(?:min\p{L}*\.?|mn)(?: de lecture| de lectura| di lettura| read| reading| lesezeit| lesen)$`),
	regexp.MustCompile(`(?i)^(?:the post|this post|this article) .{1,160} (?:appeared|was|first appeared|was first published|was originally published) .{0,20}(?:first on|on|at|in) .{1,80}$`),
	regexp.MustCompile(`(?i)^(?:cet article|l'article|le billet|ce billet) .{0,160} (?:est apparu en premier|est paru|a été publié en premier|apparaît en premier) (?:sur|dans|chez) .{1,80}$`),
	regexp.MustCompile(`(?i)^(?:der beitrag|dieser artikel|der artikel) .{0,160} erschien (?:zuerst |zunächst )?(?:auf|bei|in) .{1,80}$`),
	regexp.MustCompile(`(?i)^(?:la entrada|el artículo) .{0,160} (?:se publicó primero|apareció primero|aparece primero) en .{1,80}$`),
	regexp.MustCompile(`(?i)^l'articolo .{0,160} (?:proviene da|sembra essere il primo su|è apparso per la prima volta su) .{1,80}$`),
	regexp.MustCompile(`(?i)^(?:catégories?|rubriques?|classé (?:dans|sous)|publié dans|étiquettes?|mots?[ -]clés?|thèmes?|tags?|tagged(?: with)?|categor(?:y|ies)|filed under|posted in|topics?|kategorien?|schlagw(?:ort|örter|orte)|abgelegt unter|categorías?|etiquetas?|archivado en|publicado en|categori[ae]|pubblicato in|etichette)\s*(?::.{0,160}|\s[\p{Lu}#][^.!?]{0,60})?$`),
	regexp.MustCompile(`(?i)^(?:(?:\d+|aucun|no|un|one|kein|keine|sin|nessun|ajouter un|laisser un|laissez un|leave a|add a|post a|schreibe einen|deja un|lascia un) (?:commentaires?|comments?|kommentare?|comentarios?|commenti|commento|reply|réponses?|replies|responses?)|comments?|commentaires?|kommentare|comentarios|commenti)(?:\s*:)?$`),
	regexp.MustCompile(`^(?:#[\p{L}\p{N}_]+[\s,]*)+$`),
	regexp.MustCompile(`^[\s\p{P}\p{S}]+$`),
}

const (
	monthWords = `(?:janvier|janv|février|févr|fév|mars|avril|avr|mai|juin|juillet|juil|août|septembre|octobre|novembre|décembre|déc|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|januar|februar|märz|juni|juli|oktober|dezember|okt|dez|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre)\b\.?`
	dayWords   = `(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica)`
)

var (
	shownDate = regexp.MustCompile(`(?i)(?:\b` + dayWords + `[,.]?\s+)?(?:\b\d{1,2}(?:er|st|nd|rd|th|\.|º)?\s+(?:de\s+)?` + monthWords + `(?:,?\s*(?:de(?:l)?\s+)?\d{4})?|\b` + monthWords + `\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})|\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?|\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})\b)|(?:\bil y a|\bvor|\bhace)\s+\d+\s+\p{L}+|\b\d+\s+\p{L}+\s+(?:ago|fa)\b`)
	shownHour = regexp.MustCompile(`(?i)\b\d{1,2}\s?(?:h|:|\.)\s?\d{2}(?::\d{2})?(?:\s?(?:am|pm|a\.m\.|p\.m\.|uhr|h|hrs?))?|\b\d{1,2}\s?(?:h|uhr|am|pm)\b|\b(?:UTC|GMT|CES?T|MES?Z|E[SD]T|P[SD]T|BST)\b`)
	marker    = regexp.MustCompile(`(?i)\b(?:publi[ée]e?|mise? à jour|modifiée?|actualisée?|mise? en ligne|postée?|posted|published|updated|last updated|last modified|veröffentlicht|aktualisiert|publicad[oa]|actualizad[oa]|pubblicat[oa]|aggiornat[oa])(?:\s|:|$)`)
	glue      = regexp.MustCompile(`(?i)(?:^|\s)(?:le|à|at|on|am|um|el|il|a las|las|alle|ore|the|and|et|und|y|e|in|dans|vers)(?:\s|$)`)
	nameEnd   = regexp.MustCompile(`\s*(?:[,|·•–—;(/]|\s-\s)`)
)

// signed tells a line that only says who wrote, or when, from a sentence: with
// these taken out, at most the name of a section may be left.
func signed(line, author string) int {
	rest := shownDate.ReplaceAllString(line, " , ")
	dated := rest != line
	if !dated && strings.ContainsAny(line[len(line)-1:], ".!?:") && (author == "" || !strings.Contains(line, author)) {
		return 0
	}
	rest = shownHour.ReplaceAllString(rest, " ")
	bare := marker.ReplaceAllString(rest, " ")
	marked := bare != rest
	rest = bare
	named := false
	if author != "" {
		if i := strings.Index(rest, author); i >= 0 && !words.MatchString(by.ReplaceAllString(strings.TrimSpace(rest[:i])+" ", "")) {
			rest, named = by.ReplaceAllString(rest[:i]+" ", "")+" , "+rest[i+len(author):], true
		}
	}
	if m := by.FindString(strings.TrimSpace(rest)); m != "" && !named {
		after := strings.TrimSpace(rest)[len(m):]
		name := after
		if cut := nameEnd.FindStringIndex(after); cut != nil {
			name = after[:cut[0]]
		}
		if !looksLikeName(name, dated) {
			return 0
		}
		rest, named = after[len(name):], true
	}
	for range 3 {
		rest = glue.ReplaceAllString(rest, " ")
	}
	left := len(words.FindAllString(rest, -1))
	switch {
	case dated && (named || marked) && left <= 3, named && marked && left == 0:
		return 2
	case dated && left == 0, named && left <= 2:
		return 1
	}
	return 0
}

// looksLikeName reports whether what stands after "By" may be who wrote: any
// few words where a date follows, else words that begin like names.
func looksLikeName(name string, dated bool) bool {
	parts := strings.Fields(name)
	if len(parts) == 0 || len(parts) > 6 {
		return false
	}
	small := 0
	for i, p := range parts {
		r, _ := utf8.DecodeRuneInString(p)
		if !unicode.IsUpper(r) && !unicode.IsDigit(r) && r != '@' {
			if i == 0 {
				return false
			}
			small++
		}
	}
	return dated || small <= 1
}
