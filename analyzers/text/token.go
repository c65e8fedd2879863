package text

// Kind is what a token is.
type Kind uint8

// The kinds of token.
const (
	Word Kind = iota
	Number
	Handle  // @name
	Hashtag // #name
	URL
	Emoji
)

// Token is one word, number, handle, hashtag, address or emoji. Punctuation is
// no token: it stands between the End of one and the Start of the next.
type Token struct {
	Fold       string // folded; a hashtag keeps its #, a handle its @, l' its '
	Start, End int    // bytes of the text as given
	Kind       Kind
}

// Tokens splits s. French and Italian elisions stand alone ("L'entreprise" is
// l' and entreprise), hyphens split, "1,240.5" is one number.
func Tokens(s string) []Token {
	return AppendTokens(make([]Token, 0, len(s)/6+4), s)
}

// AppendTokens appends the tokens of s to dst. Their folded forms share one
// piece of memory.
func AppendTokens(dst []Token, s string) []Token {
	var room [128]int
	ends := room[:0]
	buf := make([]byte, 0, len(s)+16)
	first := len(dst)
	sc := scanner{s: s}
	for sc.next() {
		at := len(buf)
		buf = AppendFold(buf, s[sc.start:sc.end])
		if len(buf) == at { // nothing but marks
			continue
		}
		dst = append(dst, Token{Start: sc.start, End: sc.end, Kind: sc.kind})
		ends = append(ends, len(buf))
	}
	folded, at := string(buf), 0
	for i, end := range ends {
		dst[first+i].Fold = folded[at:end]
		at = end
	}
	return dst
}

// Index returns the folded tokens of s between single spaces, with a space at
// either end: " l' entreprise va mal ". It is the form that the store indexes
// and that query.Pattern is written for. No tokens: " ".
func Index(s string) string {
	buf := make([]byte, 1, len(s)+16)
	buf[0] = ' '
	sc := scanner{s: s}
	for sc.next() {
		at := len(buf)
		buf = AppendFold(buf, s[sc.start:sc.end])
		if len(buf) > at {
			buf = append(buf, ' ')
		}
	}
	return string(buf)
}
