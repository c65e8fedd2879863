package phrase

import (
	"fmt"
	"strings"
	"time"

	"vigie/analyzers/signal"
)

// Word is a part of a sentence that each language writes its own way.
type Word func(lang string) string

// Text builds a sentence in both languages. The verbs of fr and en are %s or
// %[1]s, whatever the argument: a Word or a signal.Text speaks the language, a
// number is grouped, a time.Time is written in full, a time.Duration as how long,
// a []string as a list; anything else as fmt writes it.
//
//	phrase.Text("Il n’en resterait que %s", "Only %s are left", phrase.Counted(940, "bus", "bus", "bus", "buses"))
func Text(fr, en string, args ...any) signal.Text {
	return signal.Text{
		FR: fmt.Sprintf(Spaced("fr", fr), in("fr", args)...),
		EN: fmt.Sprintf(en, in("en", args)...),
	}
}

// Same is a Text that reads alike in both languages, such as a name.
func Same(s string) signal.Text { return signal.Text{FR: s, EN: s} }

// Counted is Count with the noun's forms in both languages.
func Counted(n float64, frOne, frMany, enOne, enMany string) Word {
	return func(lang string) string {
		if French(lang) {
			return Count(lang, n, frOne, frMany)
		}
		return Count(lang, n, enOne, enMany)
	}
}

// Share is Percent as a Word.
func Share(share float64) Word { return func(lang string) string { return Percent(lang, share) } }

// Quoted is Quote as a Word.
func Quoted(s string) Word { return func(lang string) string { return Quote(lang, s) } }

// Among is Some as a Word.
func Among(items []string, n int) Word {
	return func(lang string) string { return Some(lang, items, n) }
}

func in(lang string, args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = word(lang, a)
	}
	return out
}

func word(lang string, a any) string {
	switch v := a.(type) {
	case Word:
		return v(lang)
	case signal.Text:
		return v.In(lang)
	case string:
		return v
	case int:
		return Number(lang, float64(v))
	case int64:
		return Number(lang, float64(v))
	case float64:
		return Number(lang, v)
	case time.Time:
		return Long(lang, v)
	case time.Duration:
		return Duration(lang, v)
	case []string:
		return List(lang, v)
	}
	return fmt.Sprint(a)
}

// frenchSpaces only turns spaces that stand there, so that addresses and times
// (https://, 21:40) are left alone.
var frenchSpaces = strings.NewReplacer(
	" ;", Thin+";", " :", Thin+":", " !", Thin+"!", " ?", Thin+"?", " »", Thin+"»", "« ", "«"+Thin, " %%", Hard+"%%",
	Hard+";", Thin+";", Hard+":", Thin+":", Hard+"!", Thin+"!", Hard+"?", Thin+"?", Hard+"»", Thin+"»", "«"+Hard, "«"+Thin,
)
