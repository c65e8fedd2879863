package query

import (
	"fmt"
	"strings"

	"vigie/analyzers/text"
)

// Two letters of dead scripts carry the wildcards through the tokens.
const (
	wildMany = 'ꙮ'
	wildOne  = 'ꖠ'
)

var (
	toLetters = strings.NewReplacer("*", string(wildMany), "?", string(wildOne))
	toSigns   = strings.NewReplacer(string(wildMany), "*", string(wildOne), "?")
)

// wild writes the wildcards of s as letters; those of addresses are none.
func wild(s string) string {
	parts := strings.Fields(s)
	for i, part := range parts {
		if !strings.Contains(part, "://") && !strings.Contains(strings.ToLower(part), "www.") {
			parts[i] = toLetters.Replace(part)
		}
	}
	return strings.Join(parts, " ")
}

const maxWild = 60 // runes of a word with wildcards

// words reads a word or a quoted phrase as the tokens that the text of a post
// would give.
func (p *parser) words(lx lexeme) (Expr, error) {
	if lx.kind == lexQuote && strings.TrimSpace(lx.text) == "" {
		return nil, p.fault(lx, "nothing between the quotation marks", "put words there, or take them away")
	}
	var list []Term
	for _, tok := range text.Tokens(wild(lx.text)) {
		t := Term{Word: tok.Fold}
		if strings.ContainsRune(tok.Fold, wildMany) || strings.ContainsRune(tok.Fold, wildOne) {
			t = Term{Word: simplify(toSigns.Replace(tok.Fold)), Wild: true}
		}
		if t.Wild && len([]rune(t.Word)) > maxWild {
			return nil, p.fault(lx, fmt.Sprintf("a word with wildcards of more than %d letters", maxWild), "shorten it")
		}
		if t.Wild && t.Word == "?" { // "vraiment ?": the question mark is no wildcard
			continue
		}
		list = append(list, t)
	}
	if !readsBack(list) {
		return nil, p.fault(lx, "signs that cannot be searched for", "leave them out")
	}
	bare := strings.TrimFunc(lx.text, func(r rune) bool { return r == '*' || r == '?' || r == '#' || r == '@' })
	switch {
	case len(list) == 1 && list[0].Wild && strings.Trim(list[0].Word, "*?@#'") == "", bare == "" && len(list) <= 1:
		return nil, p.fault(lx, "no letter or figure to search for", "add letters, as in bus*")
	case len(list) == 0:
		return nil, p.fault(lx, "no letter or figure to search for", "take it away")
	case len(list) == 1:
		return list[0], nil
	}
	return Phrase{list}, nil
}

// readsBack tells whether the words, written as a phrase, give the same words.
func readsBack(list []Term) bool {
	words := Words(wild(Phrase{list}.String()))
	if len(words) != len(list) {
		return false
	}
	for i, w := range words {
		if toSigns.Replace(w) != list[i].Word {
			return false
		}
	}
	return true
}

// simplify makes every run of wildcards that holds a * one *.
func simplify(word string) string {
	for {
		next := strings.NewReplacer("**", "*", "*?", "*", "?*", "*").Replace(word)
		if next == word {
			return word
		}
		word = next
	}
}
