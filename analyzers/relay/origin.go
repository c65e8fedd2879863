package relay

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// Around is what stands around a rumour's first relay and speaks for or against
// its being the origin.
type Around struct {
	Hearsay string           // the words with which the first relay says that it heard it elsewhere
	Watched map[string]bool  // the hosts that are read
	Gaps    []annotation.Gap // when sources did not answer
	// Before are the denials and questions that stand before the first relay.
	Before []annotation.Post
}

// blind is how long before the first relay a source that did not answer may have
// carried it.
const blind = 24 * time.Hour

// NewOrigin says how sure it is that the first relay is where the rumour began,
// with its reasons, the weightiest first. The weights are ours, for no data say
// where rumours that we saw began: 0 of them is even chances, 2 about nine in ten.
// Never quite sure: what is not watched is not seen.
func NewOrigin(relays []annotation.Post, path []signal.Relay, a Around, w annotation.Window) signal.Origin {
	if len(relays) == 0 {
		return signal.Origin{}
	}
	type reason struct {
		weight float64
		why    signal.Text
	}
	var reasons []reason
	add := func(weight float64, why signal.Text) {
		if weight != 0 {
			reasons = append(reasons, reason{weight, why})
		}
	}
	add(taken(path))
	add(lead(relays, path))
	add(elsewhere(relays, a, w))
	if a.Hearsay != "" {
		add(-1, phrase.Text("Il dit lui-même le tenir d’ailleurs : %s", "It says itself that it heard it elsewhere: %s", phrase.Quoted(a.Hearsay)))
	}
	add(earlier(relays, a.Before))
	add(unseen(relays[0].Published, a.Gaps, w))
	add(dated(relays[0]))
	slices.SortStableFunc(reasons, func(a, b reason) int { return cmp.Compare(math.Abs(b.weight), math.Abs(a.weight)) })
	out := signal.Origin{}
	z := 0.2
	for _, r := range reasons {
		z += r.weight
		out.Why = append(out.Why, r.why)
	}
	if len(out.Why) == 0 {
		out.Why = []signal.Text{phrase.Text("C’est le plus ancien message trouvé ; rien d’autre ne le dit", "It is the earliest post found; nothing else says so")}
	}
	out.Sure = math.Round(100/(1+math.Exp(-z))) / 100
	out.Sure = max(.05, min(out.Sure, .95))
	return out
}

// taken counts what says itself, by link, quote, copy or reply, that it has it
// from the first relay, directly or through others.
func taken(path []signal.Relay) (float64, signal.Text) {
	from := map[string]bool{path[0].Post: true}
	n := 0
	for _, r := range path[1:] {
		if from[r.From] && r.By != byTime {
			from[r.Post] = true
			n++
		}
	}
	if len(path) == 1 {
		return 0, signal.Text{}
	}
	share := float64(n) / float64(len(path)-1)
	if n == 0 {
		return -.5, phrase.Text("Aucun autre relais ne le cite, n’y renvoie ni ne le recopie", "No other relay quotes it, links to it or copies it")
	}
	return .5 + 1.5*share*min(1, float64(n)/3), phrase.Text("%s par lien, citation, copie ou réponse", "%s back to it by link, quote, copy or reply",
		phrase.Counted(float64(n), "autre relais en vient", "autres relais en viennent", "other relay leads", "other relays lead"))
}

// lead is how long before the second relay it stands.
func lead(relays []annotation.Post, path []signal.Relay) (float64, signal.Text) {
	if len(relays) < 2 {
		return 0, signal.Text{}
	}
	d := relays[1].Published.Sub(relays[0].Published)
	long := func(lang string) string { return phrase.Duration(lang, d) }
	switch {
	case d >= time.Hour:
		return .5, phrase.Text("%s avant le deuxième relais", "%s before the second relay", phrase.Word(long))
	case d < 10*time.Minute && path[1].By == byTime:
		return -.7, phrase.Text("Le deuxième relais suit de près sans le citer : les deux peuvent avoir une même source", "The second relay follows closely and does not quote it: both may have one source")
	}
	return 0, signal.Text{}
}

// elsewhere looks for pages that are not watched and that the first relay, or two
// others, link to. A link in passing is no source: it counts in full where another
// relay links to the same page, or the first one says that it heard it.
func elsewhere(relays []annotation.Post, a Around, w annotation.Window) (float64, signal.Text) {
	foreign := func(p annotation.Post) (pages []string) {
		for _, l := range p.Links {
			host, page := Host(l), Address(l)
			if strings.Contains(host, ".") && !a.Watched[host] && host != Host(p.URL) && host != Host(w.Source(p.Source).URL) && !slices.Contains(pages, page) {
				pages = append(pages, page)
			}
		}
		return pages
	}
	pages := make(map[string]int)
	best := ""
	for _, p := range relays[1:min(len(relays), Most)] {
		for _, page := range foreign(p) {
			if pages[page]++; pages[page] > pages[best] {
				best = page
			}
		}
	}
	if own := foreign(relays[0]); len(own) > 0 {
		shared := slices.IndexFunc(own, func(page string) bool { return pages[page] > 0 })
		weight := -.3
		if shared >= 0 || a.Hearsay != "" {
			weight = -1.5
		}
		return weight, phrase.Text("Il renvoie à %s, qui n’est pas surveillé", "It links to %s, which is not watched", phrase.Excerpt(Host(own[max(0, shared)]), 60))
	}
	if pages[best] < 2 {
		return 0, signal.Text{}
	}
	return -.8, phrase.Text("%s à une même page de %s, qui n’est pas surveillé", "%s to one page of %s, which is not watched",
		phrase.Counted(float64(pages[best]), "relais renvoie", "relais renvoient", "relay links", "relays link"), phrase.Excerpt(Host(best), 60))
}

// earlier looks at what stands before the first relay and does not carry the
// claim: one that relays take it from carried it and corrected itself since;
// another one answers what was told before.
func earlier(relays, before []annotation.Post) (float64, signal.Text) {
	for _, b := range before[:min(len(before), 20)] {
		for _, p := range relays[:min(len(relays), Most)] {
			of := p.Annotation.CopyOf
			linked := b.URL != "" && slices.ContainsFunc(p.Links, func(l string) bool { return Address(l) == Address(b.URL) })
			if linked || p.Parent == b.ID || of != nil && *of == b.ID {
				return -1.5, phrase.Text("Un message plus ancien, auquel des relais renvoient, ne le dit pas ou plus", "An earlier post that relays lead back to does not say it, or not any more")
			}
		}
	}
	if len(before) == 0 {
		return 0, signal.Text{}
	}
	return -1.2, phrase.Text("Déjà démenti ou mis en question avant lui : il a été dit ailleurs d’abord", "Denied or asked about before it: it was told elsewhere first")
}

// unseen counts the sources that did not answer in the day before.
func unseen(first time.Time, gaps []annotation.Gap, w annotation.Window) (float64, signal.Text) {
	var names []string
	for _, g := range gaps {
		if !g.From.Before(first) || !g.To.After(first.Add(-blind)) {
			continue
		}
		name := w.Source(g.Source).Name
		if name == "" {
			name = g.Source
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return 0, signal.Text{}
	}
	return -.3 * float64(min(len(names), 3)), phrase.Text("Ne répondaient pas dans les 24 heures d’avant, et ont pu le dire plus tôt : %s", "Did not answer in the 24 hours before, and may have said it earlier: %s",
		phrase.Among(names, 3))
}

// dated tells an hour that is not known.
func dated(p annotation.Post) (float64, signal.Text) {
	at := p.Published.UTC()
	switch {
	case !p.Dated && p.Fetched.Equal(p.Published) && !p.Fetched.IsZero():
		return -.6, phrase.Text("Sa page ne donne pas de date : l’heure est celle de notre visite", "Its page gives no date: the time is that of our visit")
	case (p.Kind == post.Article || p.Kind == post.Blog || p.Kind == post.Comment || p.Kind == post.Message) && at.Equal(at.Truncate(24*time.Hour)):
		return -.5, phrase.Text("Sa page ne donne que le jour, pas l’heure", "Its page gives only the day, not the hour")
	}
	return 0, signal.Text{}
}
