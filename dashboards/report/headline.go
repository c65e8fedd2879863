package report

import (
	"strings"
	"time"

	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// Headline is what happened, in one sentence, and what else there is.
type Headline struct {
	Title  string
	Lead   string
	Strong string // the part of Lead that stands out; empty: none
}

// Headline writes the front page's headline in lang. It promises nothing that
// the report does not hold: who has no past yet is not told what is usual.
func (t Today) Headline(lang string) Headline {
	t.Rumours = t.Open()
	h := Headline{Title: t.title(lang)}
	if t.unwatched() {
		h.Lead = either(phrase.French(lang), "Ajoutez des adresses à la liste «\u202fsources\u202f» de config.yaml, puis lancez vigie check.",
			"Add addresses to the list “sources” of config.yaml, then run vigie check.")
		return h
	}
	volume, strong := t.volume(lang)
	h.Strong = strong
	h.Lead = strings.Join(parts(volume, t.unverified(lang), t.signals(lang), t.rest(lang)), " ")
	return h
}

// unwatched says that there is nothing to report on: no source, no post.
func (t Today) unwatched() bool {
	return t.Coverage.Expected == 0 && t.unread() && len(t.Rumours)+len(t.Signals) == 0
}

func (t Today) title(lang string) string {
	fr := phrase.French(lang)
	switch {
	case len(t.refuted()) == 1:
		return t.rumour(t.refuted()[0], lang)
	case len(t.Rumours) > 1:
		return t.rumours(lang)
	case len(t.Rumours) == 1:
		return t.rumour(t.Rumours[0], lang)
	case len(t.Signals) > 0 && t.Signals[0].Level == signal.Strong:
		return sentence(t.Signals[0].Title.In(lang))
	case len(t.Signals) > 0:
		return sentence(either(fr, "Journée calme"+phrase.Thin+"; à suivre, ", "A quiet day; one to watch, ") + t.Signals[0].Title.In(lang))
	case t.unwatched():
		return either(fr, "Aucune source n’est suivie pour l’instant.", "No source is watched yet.")
	case t.unread():
		return either(fr, "Les sources n’ont pas encore été lues.", "The sources have not been read yet.")
	case t.Mentions.Known && t.Mentions.Value > t.Mentions.High:
		return either(fr, "On parle de vous plus que d’habitude, sans signal particulier.", "You are talked about more than usual, with nothing that stands out.")
	case t.Mentions.Known && t.Mentions.Value < t.Mentions.Low:
		return either(fr, "On parle de vous moins que d’habitude.", "You are talked about less than usual.")
	}
	return either(fr, "Rien d’inhabituel depuis minuit.", "Nothing unusual since midnight.")
}

// rumour names the false figure, since when, and who carries it.
func (t Today) rumour(f Finding, lang string) string {
	fr := phrase.French(lang)
	what, masculine := subject(f, lang)
	it := either(masculine, "le", "la")
	relays := spell(lang, len(f.Sources), true)
	return what + either(fr, " circule ", " has been going round ") + since(lang, f.FirstAt, t.Now) + either(fr, phrase.Thin+"; ", "; ") +
		relays + " " + plural(lang, len(f.Sources), "source "+it+" porte", "sources "+it+" portent", "source carries it", "sources carry it") +
		loudest(lang, f) + t.answered(f, lang) + "."
}

func (t Today) rumours(lang string) string {
	fr := phrase.French(lang)
	list, one, many := t.Rumours, either(fr, "rumeurs circulent", "rumours are going round"), ""
	if refuted := t.refuted(); len(refuted) > 1 {
		list, one = refuted, either(fr, "chiffres faux circulent", "false figures are going round")
		many = either(fr, "le plus repris, ", "the most repeated, ")
	} else {
		many = either(fr, "la plus forte, ", "the strongest, ")
	}
	f := list[0]
	said := phrase.Quote(lang, phrase.Excerpt(f.Title.In(lang), 60))
	if f.Rumour != nil && f.Rumour.Said != "" {
		said = phrase.Quote(lang, phrase.Excerpt(f.Rumour.Said, 60))
	}
	return phrase.Upper(spell(lang, len(list), true)) + " " + one + either(fr, phrase.Thin, "") + "; " + many + said + ", " + since(lang, f.FirstAt, t.Now) + "."
}

// refuted are the rumours that count as false.
func (t Today) refuted() []Finding {
	var list []Finding
	for _, f := range t.Rumours {
		if f.Refuted() {
			list = append(list, f)
		}
	}
	return list
}

// muchRead is the monthly audience from which a source is said to be much read.
const muchRead = 10_000

// loudest says which kind of source has the largest audience among those that
// carry f: ", dont un forum très lu". Empty where audiences are not known.
func loudest(lang string, f Finding) string {
	var top post.Source
	for _, i := range f.Items {
		if i.Source.Audience > top.Audience {
			top = i.Source
		}
	}
	if top.Audience == 0 || len(f.Sources) < 2 {
		return ""
	}
	fr := phrase.French(lang)
	what := either(fr, "un site", "a site")
	switch {
	case top.Owner == post.Press:
		what = either(fr, "un journal", "a newspaper")
	case top.Kind == post.Forum:
		what = either(fr, "un forum", "a forum")
	case top.Kind == post.BlogSite:
		what = either(fr, "un blog", "a blog")
	}
	if top.Audience >= muchRead {
		if fr {
			return ", dont " + what + " très lu"
		}
		return ", among them a much-read" + strings.TrimPrefix(what, "a")
	}
	return either(fr, ", dont "+what, ", among them "+what)
}

func (t Today) volume(lang string) (sentence, strong string) {
	fr := phrase.French(lang)
	m := t.Mentions
	s := phrase.Number(lang, m.Value) + " " + plural(lang, int(m.Value), "mention depuis minuit", "mentions depuis minuit", "mention since midnight", "mentions since midnight")
	if !m.Known || m.Usual <= 0 {
		return s + either(fr, phrase.Thin+"; il est trop tôt pour dire ce qui est habituel.", "; it is too early to say what is usual."), ""
	}
	day := phrase.Weekday(lang, t.Now)
	strong = phrase.Than(lang, m.Value, m.Usual)
	than := " than on a usual "
	if strings.HasSuffix(strong, "as many") {
		than = " as on a usual "
	}
	return s + ", " + strong + either(fr, " qu’un ", than) + day + either(fr, " habituel.", "."), strong
}

// signals counts the signals by kind: "Deux signaux faibles et un pic de volume."
func (t Today) signals(lang string) string {
	var weak, strong, spikes, complaints int
	for _, f := range t.Signals {
		switch {
		case f.Kind == signal.Spike:
			spikes++
		case f.Kind == signal.Complaints:
			complaints++
		case f.Level == signal.Strong:
			strong++
		default:
			weak++
		}
	}
	var list []string
	add := func(n int, feminine bool, frOne, frMany, enOne, enMany string) {
		if n > 0 {
			list = append(list, spell(lang, n, feminine)+" "+plural(lang, n, frOne, frMany, enOne, enMany))
		}
	}
	add(complaints, true, "vague de plaintes", "vagues de plaintes", "wave of complaints", "waves of complaints")
	add(strong, false, "signal fort", "signaux forts", "strong signal", "strong signals")
	add(weak, false, "signal faible", "signaux faibles", "weak signal", "weak signals")
	add(spikes, false, "pic de volume", "pics de volume", "spike of volume", "spikes of volume")
	if len(list) == 0 {
		return ""
	}
	return sentence(phrase.List(lang, list))
}

// unread says that nothing has come in at all, so that silence means nothing.
func (t Today) unread() bool { return t.Coverage.Answered == 0 && t.Mentions.Value == 0 }

// since says from when, without the hour where it is a week ago or more.
func since(lang string, at, now time.Time) string {
	word := either(phrase.French(lang), "depuis ", "since ")
	if now.Sub(at) >= 6*24*time.Hour {
		return word + either(phrase.French(lang), "le ", "") + phrase.DayMonth(lang, at.In(now.Location()))
	}
	return word + phrase.When(lang, at, now)
}

var (
	frenchNumbers  = [...]string{"zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"}
	englishNumbers = [...]string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
)

// spell writes a small number as a word, as headlines do.
func spell(lang string, n int, feminine bool) string {
	fr := phrase.French(lang)
	switch {
	case n < 0 || n > 10:
		return phrase.Number(lang, float64(n))
	case n == 1 && fr && feminine:
		return "une"
	}
	return either(fr, frenchNumbers[n], englishNumbers[n])
}

func plural(lang string, n int, frOne, frMany, enOne, enMany string) string {
	if phrase.French(lang) {
		return phrase.Plural(lang, float64(n), frOne, frMany)
	}
	return phrase.Plural(lang, float64(n), enOne, enMany)
}

func either(french bool, fr, en string) string {
	if french {
		return fr
	}
	return en
}

// sentence opens with a capital and ends with a full stop.
func sentence(s string) string {
	s = phrase.Upper(strings.TrimSpace(s))
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") || strings.HasSuffix(s, "…") {
		return s
	}
	return s + "."
}

func parts(all ...string) []string {
	var some []string
	for _, p := range all {
		if p != "" {
			some = append(some, p)
		}
	}
	return some
}
