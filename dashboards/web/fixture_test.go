package web

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/analyzers/phrase"
	"vigie/analyzers/query"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

func paris(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// world answers like the store would on the afternoon of 21 November 2026 in the
// sample valley. Err takes the database away.
type world struct {
	zone      *time.Location
	now       time.Time
	mu        sync.Mutex
	err       error
	empty     bool
	calm      bool // nothing but mentions
	corrected bool // who carried the rumour last but three took it back
	posts     int  // of the rumour so far
	many      int  // sources; 0: 45
	said      []report.Verdict
	books     int // how often what was said was read
}

func newWorld(t testing.TB) *world {
	zone := paris(t)
	return &world{zone: zone, now: time.Date(2026, 11, 21, 14, 5, 0, 0, zone), posts: 9}
}

func (w *world) set(f func(*world)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f(w)
}

func (w *world) state() (empty bool, posts int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.empty, w.posts, w.err
}

func source(id, name string, kind post.SourceKind, owner post.Owner, audience int) post.Source {
	return post.Source{ID: id, Name: name, URL: "http://" + id + ".localhost/", Kind: kind, Owner: owner, Audience: audience, Language: "fr"}
}

var (
	rails    = source("lignes-rails", "Lignes & Rails", post.Forum, post.Customer, 38000)
	ticket   = source("ticket-dechire", "Le Ticket déchiré", post.BlogSite, post.Customer, 6200)
	tramco   = source("tram-co", "Tram & Co", post.BlogSite, post.Customer, 1900)
	valley   = source("quotidien-val", "Le Quotidien du Val", post.Feed, post.Press, 120000)
	metro    = source("late-again", "Late Again", post.BlogSite, post.Customer, 800)
	driver   = source("carnet-conducteur", "Carnet d’un conducteur", post.BlogSite, post.Staff, 2400)
	control  = source("regulateur-nuit", "Régulateur de nuit", post.BlogSite, post.Staff, 1100)
	workshop = source("atelier-bus", "Atelier bus", post.BlogSite, post.Staff, 0)
	usagers  = source("usagers-34", "Usagers 34", post.Forum, post.Customer, 5200)
	dispatch = source("depeche-lumiere", "La Dépêche de Lumière", post.Feed, post.Press, 54000) // added today, not visited yet
	satire   = source("gazette-du-rail", "La Gazette du rail", post.Feed, post.Satire, 9000)
)

func (w *world) at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, w.zone)
}

func item(n int, s post.Source, at time.Time, author, title, text, mood string) report.Item {
	kind := post.Blog
	switch {
	case s.Kind == post.Forum:
		kind = post.Message
	case s.Owner == post.Press:
		kind = post.Article
	}
	id := post.NewID(s.ID, fmt.Sprint(n))
	return report.Item{
		ID: id, URL: fmt.Sprintf("http://%s.localhost/%d", s.ID, n), Title: title, Excerpt: text, Source: s, Kind: kind,
		Author: author, Published: at.UTC(), Language: "fr", Sentiment: mood, Score: -0.4, Story: "s-fleet",
	}
}

func (w *world) rumour(posts int) report.Finding {
	all := []report.Item{
		item(1, rails, w.at(21, 9, 40), "voie_unique", "300 bus de moins, qui confirme ?", "Un collègue du dépôt nord l’a dit hier : 300 bus auraient été retirés sans remplacement, il n’en resterait que 940. Quelqu’un a une source ?", "negative"),
		item(2, rails, w.at(21, 9, 52), "caténaire", "Re: 300 bus de moins, qui confirme ?", "Ça expliquerait les trous du matin sur la 14. 940, sérieusement ?", "negative"),
		item(3, ticket, w.at(21, 10, 48), "Ticket", "Plus que 940 bus : où sont passés les autres ?", "Il n’en resterait que 940. On nous avait promis 1 240 véhicules, on nous en retire 300 sans un mot.", "negative"),
		item(4, rails, w.at(21, 11, 5), "quai_2", "Re: 300 bus de moins, qui confirme ?", "Le Ticket déchiré en parle aussi, donc c’est sûrement vrai.", "negative"),
		item(5, tramco, w.at(21, 11, 32), "Équipe Tram & Co", "940 bus, vraiment ?", "Nous avons lu que le réseau ne compterait plus que 940 bus. Nous attendons une réponse.", "neutral"),
		item(6, metro, w.at(21, 12, 10), "Late Again", "Only 940 buses left?", "A forum says that 300 buses were withdrawn and only 940 buses are left. If true, that explains my mornings.", "negative"),
		item(7, ticket, w.at(21, 12, 44), "Ticket", "940 bus : toujours pas de démenti", "Trois heures, et pas un mot du Réseau Translum.", "negative"),
		item(8, rails, w.at(21, 13, 20), "voie_unique", "Re: 300 bus de moins, qui confirme ?", "La presse appelle, il paraît.", "neutral"),
		item(9, valley, w.at(21, 13, 51), "La rédaction", "Transports : la flotte de bus en question", "Selon plusieurs blogs, le Réseau Translum n’exploiterait plus que 940 bus. L’opérateur n’avait pas répondu à l’heure de publier.", "neutral"),
		item(10, satire, w.at(21, 14, 2), "Le chef de gare", "Exclusif : le 941e bus retrouvé", "Il dormait au fond du dépôt.", "neutral"),
	}
	all[2].Copies, all[5].Language = 2, "en"
	f := report.Finding{Items: all[:posts]}
	roles := []string{"origin", "relay", "relay", "relay", "relay", "bridge", "relay", "relay", "bridge", "relay"}
	r := &signal.Rumour{
		Claim: "300 bus auraient été retirés sans remplacement, il n’en resterait que 940.", Said: "940 bus", True: "1" + phrase.Thin + "240 bus",
		Fact: "fleet-2026", Document: "Rapport d’exploitation 2026, p. 12",
		Truth: signal.Text{FR: "Au 1er novembre 2026, 1" + phrase.Thin + "240 bus sont en service.", EN: "On 1 November 2026, 1,240 buses are in service."},
	}
	for i, it := range f.Items {
		r.Relays = append(r.Relays, signal.Relay{Post: it.ID, Source: it.Source.ID, Author: it.Author, At: it.Published, Role: roles[i]})
		if i == 2 || i == 5 || i == 8 {
			r.Relays[i].From = f.Items[[]int{0, 0, 0, 0, 0, 0, 0, 0, 2}[i]].ID
		}
	}
	f.Signal = signal.Signal{
		ID: signal.NewID(signal.Rumor, "fleet-2026"), Kind: signal.Rumor, Level: signal.Strong, Trend: signal.Rising, Score: 0.86, Entity: "translum",
		RaisedAt: w.at(21, 11, 40).UTC(), Rumour: r, Observed: float64(posts), Terms: []string{"940 bus", "retirés", "dépôt nord"},
		Title: signal.Text{FR: phrase.Spaced("fr", "« 300 bus auraient été retirés sans remplacement »"), EN: "“300 buses are said to have been withdrawn without replacement”"},
		Why: []signal.Text{
			phrase.Text("Le chiffre dit, 940 bus, contredit votre fait « fleet-2026 » : 1 240 bus.", "The figure said, 940 buses, contradicts your fact “fleet-2026”: 1,240 buses."),
			phrase.Text("Cinq sources sans lien entre elles la portent ; la dernière est un journal.", "Five unrelated sources carry it; the latest is a newspaper."),
			phrase.Text("Quatre messages sur neuf doutent ou demandent une source ; aucun ne cite de document.", "Four posts of nine doubt or ask for a source; none cites a document."),
		},
		Silent: phrase.Text("Silence avec moins de deux relais indépendants.", "Silent with fewer than two independent relays."),
	}
	finish(&f)
	f.Answers = []report.Item{w.speech().Items[0]}
	return f
}

func (w *world) weak() report.Finding {
	var items []report.Item
	texts := []string{
		"Odeur de brûlé dans la rame de 18 h 10, arrêt Halles. Personne d’autre ?", "Même odeur ce matin, voiture de tête.", "Ça sent le plastique chaud à chaque freinage.",
		"Trois jours que ma fille dit que « ça sent le grille-pain » sur la 3.", "Odeur de brûlé, ligne 3, encore.", "J’ai prévenu le conducteur, il avait l’air au courant.",
	}
	from := []post.Source{rails, usagers, ticket, tramco, metro}
	for i := range 11 {
		items = append(items, item(20+i, from[i%5], w.at(20, 18, 12).Add(time.Duration(1100-(10-i)*(10-i)*11)*time.Minute), fmt.Sprintf("voyageur_%d", i), "Odeur sur la 3", texts[i%len(texts)], "negative"))
	}
	f := report.Finding{Items: items, Signal: signal.Signal{
		ID: signal.NewID(signal.Weak, "odeur de brûlé"), Kind: signal.Weak, Level: signal.Low, Trend: signal.Rising, Score: 0.61, RaisedAt: w.at(21, 10, 0).UTC(),
		Title:    signal.Text{FR: phrase.Spaced("fr", "« odeur de brûlé », ligne 3"), EN: "“burning smell”, line 3"},
		Why:      []signal.Text{phrase.Text("11 messages en vingt heures, contre 1 attendu ; cinq auteurs sans lien.", "11 posts in twenty hours, against 1 expected; five unrelated authors.")},
		Silent:   phrase.Text("Silence sous trois voix indépendantes.", "Silent under three independent voices."),
		Observed: 11, Expected: 1, Terms: []string{"odeur de brûlé", "ligne 3", "freinage"},
	}}
	finish(&f)
	return f
}

func (w *world) complaints() report.Finding {
	var items []report.Item
	for i := range 26 {
		s := []post.Source{usagers, rails, ticket}[i%3]
		items = append(items, item(60+i, s, w.at(21, 7, 4).Add(time.Duration(i*7)*time.Minute), "usager_"+fmt.Sprint(i), "Retards ligne 3", "Encore vingt minutes de retard à Gare-Basse, et des rames vides le soir.", "negative"))
	}
	f := report.Finding{Items: items, Signal: signal.Signal{
		ID: signal.NewID(signal.Complaints, "ligne 3"), Kind: signal.Complaints, Level: signal.Strong, Trend: signal.Fading, Score: 0.74, RaisedAt: w.at(21, 8, 0).UTC(),
		Title:    signal.Text{FR: "Retards et horaires du soir, ligne 3", EN: "Delays and evening timetable, line 3"},
		Why:      []signal.Text{phrase.Text("26 plaintes entre 7 h et 10 h, contre 6 un samedi habituel.", "26 complaints between 7:00 and 10:00, against 6 on a usual Saturday.")},
		Silent:   phrase.Text("Silence sous 12 plaintes à cette heure.", "Silent under 12 complaints at that hour."),
		Observed: 26, Expected: 6, Terms: []string{"retard", "gare-basse", "rame vide"},
	}}
	finish(&f)
	return f
}

func (w *world) speech() report.Finding {
	quote := "Non, la rame n’est pas « à vide » le soir : 94 personnes hier à 22 h 10 sur la 3. Je conduis, je compte."
	f := report.Finding{
		Items:   []report.Item{item(100, driver, w.at(21, 12, 30), "M. du dépôt sud", "Ce que je vois le soir sur la 3", phrase.Spaced("fr", quote), "positive")},
		Answers: w.complaints().Items[:4],
		Signal: signal.Signal{
			ID: signal.NewID(signal.Ambassador, "carnet"), Kind: signal.Ambassador, Level: signal.Low, Score: 0.9, RaisedAt: w.at(21, 12, 40).UTC(),
			Title:    signal.Text{FR: "Un conducteur répond sur les rames du soir", EN: "A driver answers about evening trams"},
			Argument: &signal.Argument{Quote: phrase.Spaced("fr", quote), Attitude: "defends", Cues: []string{"Je conduis", "notre dépôt"}},
			Why:      []signal.Text{phrase.Text("L’auteur dit conduire pour le réseau, et donne un chiffre.", "The author says that they drive for the network, and gives a figure.")},
		},
	}
	finish(&f)
	return f
}

func (w *world) second() report.Finding {
	f := w.speech()
	f.Items = []report.Item{item(101, control, w.at(21, 11, 15), "Régulateur", "Pourquoi j’ai coupé la 3 à 7 h 20", "Un malaise voyageur, onze minutes d’arrêt, puis quarante pour rattraper. Voici la courbe.", "neutral")}
	f.Answers = w.complaints().Items[:12]
	f.ID = signal.NewID(signal.Ambassador, "regulateur")
	f.Argument = &signal.Argument{Quote: f.Items[0].Excerpt, Attitude: "explains", Cues: []string{"j’ai coupé la 3"}}
	finish(&f)
	return f
}

// finish fills in what the items say.
func finish(f *report.Finding) {
	f.FirstAt, f.LastAt = f.Items[0].Published, f.Items[len(f.Items)-1].Published
	f.Posts, f.Sources = nil, nil
	counts := map[time.Time]float64{}
	for _, it := range f.Items {
		f.Posts = append(f.Posts, it.ID)
		if !slices.Contains(f.Sources, it.Source.ID) {
			f.Sources = append(f.Sources, it.Source.ID)
		}
		counts[it.Published.Truncate(time.Hour)]++
	}
	f.Hours = nil
	for h := f.FirstAt.Truncate(time.Hour).Add(-3 * time.Hour); !h.After(f.LastAt); h = h.Add(time.Hour) {
		f.Hours = append(f.Hours, report.Hour{At: h, Figure: report.Figure{Value: counts[h], High: 1, Known: true}})
	}
}

func (w *world) Today(_ context.Context, s report.Scope) (report.Today, error) {
	empty, posts, err := w.state()
	if err != nil {
		return report.Today{}, err
	}
	if empty {
		return report.Today{Now: w.now.UTC()}, nil
	}
	t := report.Today{Now: s.Now.UTC(), Mentions: report.Figure{Value: 412, Usual: 349, Low: 300, High: 395, Known: true}, Negative: 0.31, NegativeUsual: 0.27, NegativeKnown: true}
	for i, v := range []float64{9, 8, 7, 6, 10, 14, 20, 38, 55, 62, 58, 49, 35, 31, 10} {
		u := []float64{8, 7, 6, 6, 9, 13, 20, 27, 31, 33, 32, 31, 30, 29, 29}[i]
		t.Hours = append(t.Hours, report.Hour{At: w.at(21, i, 0).UTC(), Figure: report.Figure{Value: v, Usual: u, Low: u * .72, High: u * 1.25, Known: true}})
	}
	t.Shares = []report.Share{
		{Entity: "translum", Name: "Réseau Translum", Mentions: 2104, Share: .52},
		{Entity: "keolane", Name: "Kéolane", Mentions: 1251, Share: .31},
		{Entity: "metropolis", Name: "Métropolis", Mentions: 690, Share: .17},
	}
	t.Rumours = w.stand([]report.Finding{w.rumour(posts)})
	t.Signals = []report.Finding{w.complaints(), w.weak()}
	t.Ambassadors = []report.Finding{w.speech(), w.second()}
	t.Coverage, _ = w.Coverage(context.Background(), s.Now)
	t.Footing = w.footing(midnight(s.Now.In(w.zone)), s.Now)
	if w.calm {
		t.Rumours, t.Signals, t.Ambassadors = nil, nil, nil
		t.Mentions.Value = 351
	}
	return t, nil
}

func (w *world) all() []report.Finding {
	empty, posts, _ := w.state()
	if empty {
		return nil
	}
	old := w.weak()
	old.ID, old.Title = signal.NewID(signal.Weak, "carte"), signal.Text{FR: "Carte étudiante refusée aux bornes", EN: "Student card refused by the machines"}
	for i := range old.Items {
		old.Items[i].Published = old.Items[i].Published.AddDate(0, 0, -6)
	}
	old.Trend = signal.Stable
	finish(&old)
	return w.stand([]report.Finding{w.rumour(posts), w.complaints(), w.weak(), old, w.speech(), w.second()})
}

func (w *world) Finding(_ context.Context, id string) (report.Finding, error) {
	if _, _, err := w.state(); err != nil {
		return report.Finding{}, err
	}
	for _, f := range w.all() {
		if f.ID == id {
			return f, nil
		}
	}
	return report.Finding{}, fmt.Errorf("signal %s: %w", id, report.ErrNotFound)
}

func (w *world) Findings(_ context.Context, kind string, since time.Time) ([]report.Finding, error) {
	var some []report.Finding
	for _, f := range w.all() {
		if (kind == "" || string(f.Kind) == kind) && f.LastAt.After(since) {
			some = append(some, f)
		}
	}
	_, _, err := w.state()
	return some, err
}

func (w *world) Search(_ context.Context, s report.Search) (report.Results, error) {
	empty, _, err := w.state()
	if err != nil {
		return report.Results{}, err
	}
	expr, err := query.Parse(s.Query)
	_ = expr
	if err != nil {
		return report.Results{}, fmt.Errorf("search: %w", err)
	}
	if empty || strings.Contains(s.Query, "introuvable") {
		return report.Results{}, nil
	}
	items := slices.Concat(w.rumour(10).Items, w.complaints().Items, w.weak().Items)
	r := report.Results{}
	for i := range 30 {
		n := 28 + (i*37)%23 + i
		if i == 29 {
			n = 112
		}
		r.Days = append(r.Days, report.Day{At: w.at(21, 0, 0).AddDate(0, 0, i-29), Posts: n, Negative: n * 3 / 10, Neutral: n * 5 / 10, Positive: n - n*3/10 - n*5/10})
		r.Total += n
	}
	for i, src := range []post.Source{rails, usagers, ticket, valley, tramco, driver} {
		r.Sources = append(r.Sources, report.Top{Key: src.ID, Name: src.Name, Posts: 412 / (i + 1)})
	}
	for i, a := range []string{"voie_unique", "caténaire", "quai_2", "Ticket", "usager_de_la_3"} {
		r.Authors = append(r.Authors, report.Top{Key: a, Name: a, Posts: 88 / (i + 1)})
	}
	for i, term := range []string{"retard", "ligne 3", "940 bus", "gare-basse", "horaires du soir", "odeur de brûlé", "abonnement", "dépôt nord", "contrôleurs", "navette"} {
		r.Terms = append(r.Terms, report.Top{Key: term, Name: term, Posts: 130 / (i + 1)})
	}
	from := min(s.Offset, len(items))
	r.Items = items[from:min(from+max(s.Limit, 1), len(items))]
	return r, nil
}

func (w *world) Sent(_ context.Context, limit int) ([]report.Sent, error) {
	empty, _, err := w.state()
	if err != nil || empty {
		return nil, err
	}
	id := w.rumour(9).ID
	log := []report.Sent{
		{Alert: "a3", Signal: id, To: "direction.communication@translum.example", Channel: "mail", Subject: phrase.Spaced("fr", "Rumeur : « 940 bus » gagne la presse"), State: "sent", At: w.at(21, 13, 53)},
		{Alert: "a2", Signal: id, To: "astreinte@translum.example", Channel: "mail", Subject: phrase.Spaced("fr", "Rumeur : « 300 bus auraient été retirés sans remplacement »"), State: "failed", Error: "550 no such mailbox", At: w.at(21, 11, 41)},
		{Alert: "a1", Signal: w.complaints().ID, To: "direction.communication@translum.example", Channel: "mail", Subject: phrase.Spaced("fr", "Vague de plaintes : ligne 3"), State: "sent", At: w.at(21, 8, 2)},
	}
	return log[:min(limit, len(log))], nil
}

func (w *world) Healthy(context.Context) error { _, _, err := w.state(); return err }

func optionsOf(w *world) Options {
	return Options{
		Reports: w, Organisation: "Réseau Translum", Entity: "translum", Zone: w.zone, PublicURL: "https://vigie.example",
		Now: func() time.Time { return w.now }, Refresh: time.Second,
	}
}

func newSite(t testing.TB, w *world) *Site {
	t.Helper()
	s, err := New(optionsOf(w))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
