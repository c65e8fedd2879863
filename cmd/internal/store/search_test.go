package store

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/analyzers/annotation"
	"vigie/analyzers/query"
	"vigie/analyzers/text"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// document is a post as the matcher in memory sees it.
func document(s *Store, p annotation.Post) *query.Doc {
	d := &query.Doc{
		Words: query.Words(full(p.Post)), Author: p.Author, Source: p.Source, Host: host(p.URL), Kind: string(p.Kind),
		Language: p.Annotation.Language, URL: p.URL, Tags: s.Source(p.Source).Tags, Sentiment: p.Annotation.Sentiment.Label,
		Story: p.Annotation.Story, Stance: p.Annotation.Stance, Published: p.Published,
	}
	for _, m := range p.Annotation.Mentions {
		d.Entities = append(d.Entities, m.Entity)
	}
	return d
}

var vocabulary = []string{
	"bus", "#bus", "@translum", "Translum", "tram", "trams", "L'odeur", "de", "brûlé", "Brulé", "odeur", "retard", "en", "RETARDS", "1 240",
	"1,240.5", "l’eau", "œuvre", "https://lignes.localhost/bus?x=1", "🚌", "«bus»", "bus.", "bus-tram", "co-voiturage", "été", "ＢＵＳ",
	"don't", "x_bus", "'", "\xff", "路线", "métro,", "a", "ça", "\n\n", "!", "straße",
}

func samples(rng *rand.Rand, n int) []annotation.Post {
	kinds := []post.Kind{post.Article, post.Blog, post.Message, post.Comment}
	sources := []string{"le-ticket", "lignes", "Régulateur", "tram.co"}
	authors := []string{"Jean Test", "jean", "Voyageuse du soir", "", "É. Régulateur", "Test Jean"}
	var posts []annotation.Post
	for i := range n {
		pick := func() string {
			parts := make([]string, rng.IntN(9))
			for k := range parts {
				parts[k] = vocabulary[rng.IntN(len(vocabulary))]
			}
			return strings.Join(parts, " ")
		}
		p := telling(fmt.Sprintf("p%03d", i), sources[i%len(sources)], i%60, pick())
		p.Title, p.Kind, p.Author = pick(), kinds[rng.IntN(len(kinds))], authors[rng.IntN(len(authors))]
		p.URL = []string{"https://www.lignes.localhost/Bus/", "http://blog.ticket.localhost/élan?bus=1&page=", "https://TRAM.co/", ""}[i%4] + p.ID
		entity := []string{"translum", "kéolane", ""}[rng.IntN(3)]
		annotated := read(p, entity, rng.Float64()*2-1, fmt.Sprintf("s-%02x", rng.IntN(4)))
		annotated.Annotation.Language = []string{"fr", "en", "und"}[rng.IntN(3)]
		annotated.Annotation.Stance = []string{"deny", "comment"}[rng.IntN(2)]
		posts = append(posts, annotated)
	}
	return posts
}

var queries = []string{
	``, `bus`, `BUS`, `translum`, `#bus`, `@translum`, `brûlé`, `brule`, `oeuvre`, `straße`, `路`, `l'eau`, `don't`, `1240`, `"1 240"`, `1,240.5`,
	`bus tram`, `bus OR tram`, `bus NOT tram`, `-bus`, `(bus OR tram) retard`, `NOT (bus OR tram)`, `bus OR NOT tram`,
	`"odeur de brûlé"`, `"bus translum"`, `"translum bus tram"`, `"odeur * brûlé"`, `"l'odeur"`, `"bus tram"`, `"de bus"`, `bus NEAR/3 retard`, `bus NEAR/1 tram`, `(bus OR tram) NEAR/4 "de brûlé"`,
	`(bus OR trams*) NEAR/4 retard*`, `tram*`, `*ram`, `retard?`, `*us*`, `b?s`, `co-voiturage`, `https*`,
	`author:jean`, `author:"jean test"`, `author:je*`, `author:regulateur`, `site:lignes.localhost`, `site:localhost`, `site:www.lignes.localhost`,
	`site:regulateur`, `site:*co`, `site:tram.co`, `kind:message`, `kind:comment OR kind:blog`, `lang:fr`, `lang:f*`, `url:bus`, `url:/Bus/`, `url:elan`,
	`url:b*1`, `tag:presse`, `tag:p*`, `tag:absent`, `entity:translum`, `entity:keolane`, `entity:k*`, `-entity:translum`, `sentiment:negative`,
	`sentiment:n*`, `story:s-01`, `story:s-0*`, `stance:deny`, `before:2026-11-17`, `after:2026-11-17T12:00:00Z`, `after:2026-11-17 before:2026-11-18 bus`,
	`entity:translum sentiment:negative (bus OR tram) -retard lang:fr`,
}

func TestSearchAgreesWithTheMatcherInMemory(t *testing.T) {
	s := testStore(t)
	s.SetSources([]post.Source{
		{ID: "le-ticket", Name: "Le Ticket déchiré", Tags: []string{"Presse", "blog"}}, {ID: "lignes", Name: "Lignes & Rails", Tags: []string{"forum"}},
		{ID: "Régulateur", Tags: []string{"presse"}},
	})
	posts := samples(rand.New(rand.NewPCG(1, 2)), 400)
	for i, p := range posts { // texts that were changed must not be found by what they said
		old := p.Post
		old.Text = "bus tram retard odeur de brûlé " + old.Text
		if i%3 == 0 {
			add(t, s, 1, old)
		}
	}
	plain := make([]post.Post, len(posts))
	for i, p := range posts {
		plain[i] = p.Post
	}
	add(t, s, len(posts)-(len(posts)+2)/3, plain...)
	save(t, s, posts...)
	stored, err := s.Posts(t.Context(), annotation.Filter{})
	if err != nil || len(stored) != len(posts) {
		t.Fatalf("stored: %d, %v; want %d", len(stored), err, len(posts))
	}
	matched := 0
	for _, q := range queries {
		e, err := query.Parse(q)
		if err != nil {
			t.Errorf("query %q: %v", q, err)
			continue
		}
		var want []string
		for _, p := range stored {
			if query.Match(e, document(s, p)) {
				want = append(want, p.ID)
			}
		}
		got, err := s.Search(t.Context(), report.Search{Query: q, Oldest: true, Limit: len(posts)})
		if err != nil {
			t.Errorf("Search %q: %v", q, err)
			continue
		}
		if diff := cmp.Diff(want, itemIDs(got.Items)); diff != "" {
			t.Errorf("Search %q: %d posts, the matcher finds %d (want -, got +):\n%.500s", q, len(got.Items), len(want), diff)
		}
		if got.Total != len(want) {
			t.Errorf("Search %q: total %d, want %d", q, got.Total, len(want))
		}
		if len(want) > 0 {
			matched++
		}
	}
	if matched < len(queries)*3/4 {
		t.Errorf("only %d of %d queries match anything: the test shows little", matched, len(queries))
	}
}

func itemIDs(items []report.Item) []string {
	var ids []string
	for _, item := range items {
		ids = append(ids, item.ID)
	}
	return ids
}

// The same must hold where the engine cannot use the index.
func TestWordsMeanTheSameWithoutTheIndex(t *testing.T) {
	s := testStore(t)
	add(t, s, 3, telling("a", "blog", 0, "Le #bus, l'eau"), telling("b", "blog", 1, "un bus"), telling("c", "blog", 2, "https://x.localhost/bus"))
	e, err := query.Parse("bus OR eau")
	if err != nil {
		t.Fatal(err)
	}
	c := compiler{params: params{}}
	where, err := c.condition(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, setting := range []string{"", " SETTINGS use_skip_indexes = 0", " SETTINGS query_plan_direct_read_from_text_index = 0"} {
		var n uint64
		if err := s.conn.QueryRow(t.Context(), "SELECT count() FROM posts FINAL WHERE "+where+setting, c.params.named()...).Scan(&n); err != nil || n != 2 {
			t.Errorf("count%s: got %d, %v; want 2", setting, n, err)
		}
	}
}

func TestResultsAddUp(t *testing.T) {
	s := testStore(t)
	s.SetSources([]post.Source{{ID: "lignes", Name: "Lignes & Rails"}})
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	late := telling("a", "lignes", 0, "Le bus de nuit.")
	late.Published = time.Date(2026, 11, 16, 23, 30, 0, 0, time.UTC) // the 17th in Paris
	other := telling("b", "blog", 0, strings.Repeat("Le bus du matin ", 60)+".")
	other.Author = ""
	copied := telling("c", "blog", 1, "Le bus du matin.")
	add(t, s, 3, late, other, copied)
	ca := read(copied, "", 0.9, "s-1")
	ca.Annotation.CopyOf = &other.ID
	save(t, s, read(late, "translum", -0.9, "s-1"), read(other, "", 0, "s-1"), ca)

	got, err := s.Search(t.Context(), report.Search{Query: "bus", Zone: paris, Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	wantDays := []report.Day{
		{At: time.Date(2026, 11, 16, 0, 0, 0, 0, paris), Posts: 2, Neutral: 1, Positive: 1},
		{At: time.Date(2026, 11, 17, 0, 0, 0, 0, paris), Posts: 1, Negative: 1},
	}
	if diff := cmp.Diff(wantDays, got.Days); diff != "" {
		t.Errorf("Days (want -, got +):\n%s", diff)
	}
	want := []report.Top{{Key: "blog", Name: "blog", Posts: 2}, {Key: "lignes", Name: "Lignes & Rails", Posts: 1}}
	if diff := cmp.Diff(want, got.Sources); diff != "" {
		t.Errorf("Sources (want -, got +):\n%s", diff)
	}
	if diff := cmp.Diff([]report.Top{{Key: "Voyageuse", Name: "Voyageuse", Posts: 2}}, got.Authors); diff != "" {
		t.Errorf("Authors (want -, got +):\n%s", diff)
	}
	if diff := cmp.Diff([]report.Top{{Key: "bus", Name: "bus", Posts: 3}}, got.Terms); diff != "" {
		t.Errorf("Terms (want -, got +):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a", "c"}, itemIDs(got.Items)); diff != "" {
		t.Errorf("Items, latest first (want -, got +):\n%s", diff)
	}
	rest, err := s.Search(t.Context(), report.Search{Query: "bus", Limit: 2, Offset: 2})
	if err != nil || !slices.Equal(itemIDs(rest.Items), []string{"b"}) || rest.Items[0].Copies != 1 {
		t.Errorf("second page: got %+v, %v; want b with one copy", rest.Items, err)
	}
	if n := len([]rune(rest.Items[0].Excerpt)); n > 300 || !strings.HasSuffix(rest.Items[0].Excerpt, "…") {
		t.Errorf("excerpt: got %d characters, %q; want 300 at most, cut at a word", n, rest.Items[0].Excerpt)
	}
}

func TestZoneName(t *testing.T) {
	s := testStore(t)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		zone *time.Location
		want string
	}{
		{nil, "UTC"}, {time.UTC, "UTC"}, {paris, "Europe/Paris"}, {time.FixedZone("", -12600), "Fixed/UTC-03:30:00"},
		{time.FixedZone("no such zone'", 7200), "Fixed/UTC+02:00:00"},
	} {
		got := zoneName(c.zone, monday)
		if got != c.want {
			t.Errorf("zoneName(%v): got %q, want %q", c.zone, got, c.want)
		}
		if _, err := s.Search(t.Context(), report.Search{Zone: c.zone}); err != nil {
			t.Errorf("ClickHouse does not know zone %q: %v", got, err)
		}
	}
}

func TestSearchRefusesBadQueries(t *testing.T) {
	s := testStore(t)
	if _, err := s.Search(t.Context(), report.Search{Query: `"bus`}); err == nil {
		t.Error("no error")
	}
	if got := text.Index("a"); got != " a " {
		t.Errorf("text.Index: got %q: the index of the table is made for words between spaces", got)
	}
}

func TestWidenPattern(t *testing.T) {
	for _, q := range []string{`bus`, `"l'eau de 1,240.5"`, `don't NEAR/4 bus*`, `(x OR "a * b") NEAR/2 c?`, `"https://a.localhost/b?c=1&d=(e)"`} {
		e, err := query.Parse(q)
		if err != nil {
			t.Fatal(err)
		}
		plain := query.Pattern(e)
		wide, err := widenPattern(plain)
		if err != nil {
			t.Errorf("widenPattern(%q): %v", plain, err)
			continue
		}
		for _, s := range []string{"l'eau de 1,240.5", "Bus, don't", "#bus a @b", "x c", "c #a z @b", "https://a.localhost/b?c=1&d=(e)", "don't x y busses"} {
			got := regexp.MustCompile(wide).MatchString(widen(text.Index(s)))
			if want := regexp.MustCompile(plain).MatchString(text.Index(s)); got != want {
				t.Errorf("%q in %q: got %t, want %t (%q, %q)", q, s, got, want, plain, wide)
			}
		}
	}
}

func TestPagesFollowEachOther(t *testing.T) {
	s := testStore(t)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	var posts []post.Post
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range 60 { // over the end of summer time too, 25 October
		p := telling(fmt.Sprintf("p%02d", i), "blog", 0, "Le bus.")
		p.Published = time.Date(2026, 10, 23, 21, 30, 0, 0, time.UTC).Add(time.Duration(rng.IntN(150)) * time.Hour)
		posts = append(posts, p)
	}
	add(t, s, len(posts), posts...)
	slices.SortFunc(posts, func(a, b post.Post) int {
		if c := a.Published.Compare(b.Published); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	oldest := each(posts, func(p post.Post) string { return p.ID })
	latest := slices.Clone(oldest)
	slices.Reverse(latest)
	for _, zone := range []*time.Location{nil, paris} {
		for want, ids := range map[bool][]string{true: oldest, false: latest} {
			var got []string
			for offset := 0; offset <= len(ids); offset += 7 {
				r, err := s.Search(t.Context(), report.Search{Query: "bus", Zone: zone, Limit: 7, Offset: offset, Oldest: want})
				if err != nil || r.Total != len(ids) {
					t.Fatalf("offset %d: total %d, %v", offset, r.Total, err)
				}
				got = append(got, itemIDs(r.Items)...)
			}
			if diff := cmp.Diff(ids, got); diff != "" {
				t.Errorf("pages in %v, oldest first %t (want -, got +):\n%s", zone, want, diff)
			}
		}
	}
}

// The longest page is one answer: an export asks for it at once.
func TestLongestPage(t *testing.T) {
	s := testStore(t)
	posts := make([]post.Post, maxLimit+5)
	for i := range posts {
		posts[i] = telling(post.NewID("long", fmt.Sprint(i)), "blog", i, strings.Repeat("Le bus est en retard. ", 20))
	}
	add(t, s, len(posts), posts...)
	began := time.Now()
	found, err := s.Search(t.Context(), report.Search{Limit: maxLimit})
	if err != nil || found.Total != len(posts) || len(found.Items) != maxLimit {
		t.Fatalf("got %d of %d posts, %v; want %d of %d", len(found.Items), found.Total, err, maxLimit, len(posts))
	}
	t.Logf("%d posts in %s", maxLimit, time.Since(began))
	for i, item := range found.Items {
		if want := posts[len(posts)-1-i].ID; item.ID != want {
			t.Fatalf("row %d: got post %s, want %s", i, item.ID, want)
		}
	}
}
