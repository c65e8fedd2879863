package report

import (
	"strings"
	"testing"
	"time"

	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// plain writes the no-break spaces as ordinary ones, to be read in a test.
func plain(s string) string {
	return strings.NewReplacer(phrase.Thin, " ", phrase.Hard, " ").Replace(s)
}

// headline is a day and what is said of it.
type headline struct {
	name           string
	today          Today
	fr, en         string
	leadFR, leadEN string
}

// What the days of the table are made of.
var (
	forum = post.Source{ID: "forum", Kind: post.Forum, Audience: 38000}
	blog  = post.Source{ID: "blog", Kind: post.BlogSite, Audience: 800}
	press = post.Source{ID: "press", Owner: post.Press, Audience: 120000}
	weak  = Finding{Signal: signal.Signal{Kind: signal.Weak, Level: signal.Low, Title: phrase.Text("« odeur de brûlé » : 11 messages", "“burning smell”: 11 posts")}}
	wave  = Finding{Signal: signal.Signal{Kind: signal.Complaints, Level: signal.Strong, Title: phrase.Text("26 plaintes sur la ligne 3", "26 complaints about line 3")}}
	usual = Figure{Value: 412, Usual: 349, Low: 300, High: 395, Known: true}
)

func rumoured(said, truth string, since time.Time, sources ...post.Source) Finding {
	f := Finding{Signal: signal.Signal{Kind: signal.Rumor, Level: signal.Strong, FirstAt: since, Title: phrase.Same("title"), Rumour: &signal.Rumour{Said: said, True: truth}}}
	for _, s := range sources {
		f.Sources = append(f.Sources, s.ID)
		f.Items = append(f.Items, Item{Source: s})
	}
	return f
}

// headlinesOfRumours are days with rumours, at a moment.
func headlinesOfRumours(now time.Time) []headline {
	return []headline{
		{
			"no source yet", Today{},
			"Aucune source n’est suivie pour l’instant.", "No source is watched yet.",
			"Ajoutez des adresses à la liste « sources » de config.yaml, puis lancez vigie check.",
			"Add addresses to the list “sources” of config.yaml, then run vigie check.",
		},
		{
			"a false figure", Today{Mentions: usual, Rumours: []Finding{rumoured("940 bus", "1 240 bus", now.Add(-265*time.Minute), forum, blog, press)}, Signals: []Finding{weak, weak}},
			"Un chiffre faux, « 940 bus », circule depuis 9 h 40 ; trois sources le portent, dont un journal très lu.",
			"A false figure, “940 bus”, has been going round since 09:40; three sources carry it, among them a much-read newspaper.",
			"412 mentions depuis minuit, 18 % de plus qu’un samedi habituel. Deux signaux faibles. Rien d’autre n’appelle d’action.",
			"412 mentions since midnight, 18% more than on a usual Saturday. Two weak signals. Nothing else calls for action.",
		},
		{
			"a rumour that no fact answers", Today{Mentions: usual, Rumours: []Finding{rumoured("", "", now.AddDate(0, 0, -1), blog)}},
			"Une rumeur circule depuis hier à 14 h 05 ; une source la porte.",
			"A rumour has been going round since yesterday at 14:05; one source carries it.",
			"412 mentions depuis minuit, 18 % de plus qu’un samedi habituel. Rien d’autre n’appelle d’action.",
			"412 mentions since midnight, 18% more than on a usual Saturday. Nothing else calls for action.",
		},
		{
			"two rumours", Today{Mentions: Figure{Value: 1}, Rumours: []Finding{rumoured("940 bus", "1 240 bus", now.AddDate(0, 0, -9), forum), rumoured("3 €", "2 €", now, blog)}},
			"Deux chiffres faux circulent ; le plus repris, « 940 bus », depuis le 12 novembre.",
			"Two false figures are going round; the most repeated, “940 bus”, since 12 November.",
			"1 mention depuis minuit ; il est trop tôt pour dire ce qui est habituel. Rien d’autre n’appelle d’action.",
			"1 mention since midnight; it is too early to say what is usual. Nothing else calls for action.",
		},
		{
			"a false figure among claims", Today{Mentions: usual, Rumours: []Finding{rumoured("940 bus", "1 240 bus", now, blog), rumoured("on supprime tout", "", now, blog), rumoured("tout augmente", "", now, blog)}},
			"Un chiffre faux, « 940 bus », circule depuis 14 h 05 ; une source le porte.",
			"A false figure, “940 bus”, has been going round since 14:05; one source carries it.",
			"412 mentions depuis minuit, 18 % de plus qu’un samedi habituel. Deux affirmations que rien ne vérifie. Rien d’autre n’appelle d’action.",
			"412 mentions since midnight, 18% more than on a usual Saturday. Two claims that nothing verifies. Nothing else calls for action.",
		},
		{
			"claims alone", Today{Mentions: usual, Rumours: []Finding{rumoured("on supprime tout", "", now, blog), rumoured("tout augmente", "", now, blog)}},
			"Deux rumeurs circulent ; la plus forte, « on supprime tout », depuis 14 h 05.",
			"Two rumours are going round; the strongest, “on supprime tout”, since 14:05.",
			"412 mentions depuis minuit, 18 % de plus qu’un samedi habituel. Rien d’autre n’appelle d’action.",
			"412 mentions since midnight, 18% more than on a usual Saturday. Nothing else calls for action.",
		},
	}
}

// headlinesOfOthers are days without.
func headlinesOfOthers() []headline {
	return []headline{
		{
			"a wave of complaints", Today{Mentions: Figure{Value: 349, Usual: 349, Low: 300, High: 395, Known: true}, Signals: []Finding{wave, weak}},
			"26 plaintes sur la ligne 3.", "26 complaints about line 3.",
			"349 mentions depuis minuit, autant qu’un samedi habituel. Une vague de plaintes et un signal faible.",
			"349 mentions since midnight, as many as on a usual Saturday. One wave of complaints and one weak signal.",
		},
		{
			"a weak signal alone", Today{Mentions: usual, Signals: []Finding{weak}},
			"Journée calme ; à suivre, « odeur de brûlé » : 11 messages.", "A quiet day; one to watch, “burning smell”: 11 posts.",
			"412 mentions depuis minuit, 18 % de plus qu’un samedi habituel. Un signal faible. Rien n’appelle d’action.",
			"412 mentions since midnight, 18% more than on a usual Saturday. One weak signal. Nothing calls for action.",
		},
		{
			"much talk", Today{Mentions: usual},
			"On parle de vous plus que d’habitude, sans signal particulier.", "You are talked about more than usual, with nothing that stands out.",
			"412 mentions depuis minuit, 18 % de plus qu’un samedi habituel. Rien n’appelle d’action.",
			"412 mentions since midnight, 18% more than on a usual Saturday. Nothing calls for action.",
		},
		{
			"nothing read yet", Today{Coverage: Coverage{Expected: 3}},
			"Les sources n’ont pas encore été lues.", "The sources have not been read yet.",
			"0 mention depuis minuit ; il est trop tôt pour dire ce qui est habituel.",
			"0 mentions since midnight; it is too early to say what is usual.",
		},
	}
}

func TestHeadline(t *testing.T) {
	now := time.Date(2026, 11, 21, 14, 5, 0, 0, time.FixedZone("CET", 3600))
	for _, c := range append(headlinesOfRumours(now), headlinesOfOthers()...) {
		c.today.Now = now
		for lang, want := range map[string][2]string{"fr": {c.fr, c.leadFR}, "en": {c.en, c.leadEN}} {
			h := c.today.Headline(lang)
			if got := plain(h.Title); got != want[0] {
				t.Errorf("%s, %s title:\ngot  %s\nwant %s", c.name, lang, got, want[0])
			}
			if got := plain(h.Lead); got != want[1] {
				t.Errorf("%s, %s lead:\ngot  %s\nwant %s", c.name, lang, got, want[1])
			}
			if h.Strong != "" && !strings.Contains(h.Lead, h.Strong) {
				t.Errorf("%s, %s: %q does not stand in the lead", c.name, lang, h.Strong)
			}
		}
	}
}

// TestHeadlineHandled holds the headline to what people did about a rumour.
func TestHeadlineHandled(t *testing.T) {
	now := time.Date(2026, 11, 21, 14, 5, 0, 0, time.FixedZone("CET", 3600))
	with := func(h Handling) Finding {
		return Finding{Signal: signal.Signal{
			Kind: signal.Rumor, Level: signal.Strong, FirstAt: now.Add(-265 * time.Minute), Sources: []string{"a"}, Title: phrase.Same("title"),
			Rumour: &signal.Rumour{Said: "940 bus", True: "1 240 bus"},
		}, Standing: Standing{Handling: h}}
	}
	replies := []Answer{{At: now.Add(-2 * time.Hour)}, {At: now.Add(-time.Hour)}}
	for _, c := range []struct {
		name   string
		h      Handling
		fr, en string
	}{
		{"found to be true", Handling{State: CaseTrue}, "Un chiffre vrai, « 940 bus », circule depuis 9 h 40 ; une source le porte.", "A true figure, “940 bus”, has been going round since 09:40; one source carries it."},
		{"being verified", Handling{State: CaseVerifying}, "Un chiffre en vérification, « 940 bus », circule depuis 9 h 40 ; une source le porte.", "A figure being verified, “940 bus”, has been going round since 09:40; one source carries it."},
		{
			"answered once", Handling{State: CaseAnswered, Replies: replies[:1]},
			"Un chiffre faux, « 940 bus », circule depuis 9 h 40 ; une source le porte ; une réponse (12 h 05).", "A false figure, “940 bus”, has been going round since 09:40; one source carries it; one reply (12:05).",
		},
		{
			"answered twice", Handling{State: CaseFalse, Replies: replies},
			"Un chiffre faux, « 940 bus », circule depuis 9 h 40 ; une source le porte ; deux réponses (la dernière, 13 h 05).", "A false figure, “940 bus”, has been going round since 09:40; one source carries it; two replies (last 13:05).",
		},
		{"closed", Handling{State: CaseClosed, Closed: now}, "Rien d’inhabituel depuis minuit.", "Nothing unusual since midnight."},
	} {
		t.Run(c.name, func(t *testing.T) {
			today := Today{Now: now, Mentions: Figure{Value: 12}, Rumours: []Finding{with(c.h)}}
			if fr, en := plain(today.Headline("fr").Title), plain(today.Headline("en").Title); fr != c.fr || en != c.en {
				t.Errorf("title is\n%s\n%s, want\n%s\n%s", fr, en, c.fr, c.en)
			}
			if closed := c.h.State == CaseClosed; closed != (len(today.ClosedToday()) == 1) || closed != (len(today.Open()) == 0) {
				t.Errorf("%d open and %d closed today", len(today.Open()), len(today.ClosedToday()))
			}
		})
	}
}

// TestGrounded compares nothing where the day's usual is not known.
func TestGrounded(t *testing.T) {
	known := Figure{Value: 5, Usual: 3, Low: 1, High: 6, Known: true}
	rare := Figure{Value: 15, High: 1, Known: true}
	for _, c := range []struct {
		name string
		day  Figure
		want bool
	}{{"a past", known, true}, {"no past", Figure{Value: 15}, false}, {"mostly days without a mention", rare, false}, {"every other day one", Figure{Value: 20, Usual: .5, High: 2, Known: true}, false}} {
		got := Today{Mentions: c.day, Hours: []Hour{{Figure: known}}, NegativeUsual: .5, NegativeKnown: true}.Grounded()
		if got.Mentions.Known != c.want || got.Hours[0].Known != c.want || got.NegativeKnown != c.want || got.Mentions.Value != c.day.Value || got.Hours[0].Value != 5 {
			t.Errorf("%s: got %+v, want it compared: %t", c.name, got, c.want)
		}
	}
}
