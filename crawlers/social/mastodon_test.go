package social_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/post"
)

func TestMastodonReadsOnlyWhatIsNew(t *testing.T) {
	for _, source := range []string{"SITE/tags/bus", "SITE/@ligne3"} {
		r, s := newMastodon(t, 10)
		run := r.must(source)
		if len(run.Posts) != 10 || run.Same || run.Shown != 10 {
			t.Fatalf("%s: first run: %d posts, same %v", source, len(run.Posts), run.Same)
		}
		if run = r.must(source); len(run.Posts) != 0 || !run.Same {
			t.Errorf("%s: second run: %q, same %v, want nothing new", source, bodies(run.Posts), run.Same)
		}
		s.add("<p>Un neuf</p>", r.now.Add(-time.Minute))
		run = r.must(source)
		if len(run.Posts) != 1 || run.Posts[0].Text != "Un neuf" {
			t.Errorf("%s: third run: %q, want the new one", source, bodies(run.Posts))
		}
		if !strings.Contains(r.asked[0], "min_id=") {
			t.Errorf("%s: asked %q, want min_id", source, r.asked)
		}
	}
}

func TestMastodonLosesNothingBetweenRuns(t *testing.T) {
	r, s := newMastodon(t, 1)
	r.must("SITE/tags/bus")
	for i := range 500 {
		s.add(fmt.Sprintf("Flot %03d.", i), start.Add(time.Duration(i)*time.Second))
	}
	r.pages = 3 // 120 statuses
	seen := map[string]bool{}
	for n := range 8 {
		run := r.must("SITE/tags/bus")
		for _, p := range run.Posts {
			seen[p.ID] = true
		}
		if n == 0 && !run.More {
			t.Error("first run says that nothing is left")
		}
	}
	if len(seen) != 500 {
		t.Errorf("%d statuses read, want 500", len(seen))
	}
}

func TestMastodonTakesLateStatuses(t *testing.T) {
	r, s := newMastodon(t, 1)
	s.add("Le dernier", start.Add(-time.Minute))
	r.must("SITE/tags/bus")
	s.add("Venu d'ailleurs, en retard", start.Add(-5*time.Minute))
	if run := r.must("SITE/tags/bus"); len(run.Posts) != 1 || !has(run.Posts, "en retard") {
		t.Errorf("posts %q, want the late one alone", bodies(run.Posts))
	}
}

func TestMastodonStatus(t *testing.T) {
	r, s := newMastodon(t, 0)
	at := start.Add(-time.Hour)
	first := s.add(`<p>La ligne 3 est arrêtée &amp; personne ne dit rien.</p><p>Voir <a href="https://journal.example/ligne-3?utm_source=x" rel="nofollow noopener"><span class="invisible">https://</span><span class="ellipsis">journal.example/lig</span><span class="invisible">ne-3</span></a> <a href="SITE/tags/bus" class="mention hashtag" rel="tag">#<span>bus</span></a></p>`, at)
	first["spoiler_text"] = "Transports, <b>colère</b>"
	reply := s.add("<p>Toujours rien.</p>", at.Add(time.Second))
	reply["in_reply_to_id"], reply["in_reply_to_account_id"] = first["id"], "7"
	far := s.add("<p>Réponse au loin</p>", at.Add(2*time.Second))
	far["in_reply_to_id"], far["in_reply_to_account_id"] = reply["id"], "9"
	far["account"] = object{"id": "8", "acct": "voyageur@ailleurs.example", "url": "https://ailleurs.example/@voyageur"}
	far["url"], far["language"] = "https://ailleurs.example/@voyageur/5", "en-GB"
	private := s.add("<p>Entre nous</p>", at.Add(3*time.Second))
	private["visibility"] = "private"
	boost := s.add("", at.Add(4*time.Second))
	boost["reblog"] = object{
		"id": "99", "url": "https://ailleurs.example/@presse/99", "created_at": "2026-11-19T07:00:00.000Z", "visibility": "public", "content": "<p>Le mot d'origine</p>",
		"account": object{"id": "11", "acct": "presse@ailleurs.example", "url": "https://ailleurs.example/@presse"},
	}
	picture := s.add("", at.Add(5*time.Second))
	picture["media_attachments"], picture["spoiler_text"] = []object{{"type": "image", "description": "Un quai vide"}}, "Photo"
	poll := s.add("<p>Ligne 3 ou bus ?</p>", at.Add(7*time.Second))
	poll["poll"] = object{"id": "4", "multiple": false, "options": []object{{"title": "La ligne 3", "votes_count": 3}, {"title": "Le bus", "votes_count": nil}}}
	evil := s.add(`<script>alert(1)</script><p onclick="x()">Texte<img src=x onerror=alert(2)></p><a href="javascript:alert(3)">lien</a><style>p{}</style>`, at.Add(6*time.Second))
	evil["url"] = "javascript:alert(4)"
	evil["account"].(object)["url"] = "data:text/html,x"

	run := r.must("SITE/@ligne3")
	if len(run.Posts) != 7 || has(run.Posts, "Entre nous") {
		t.Fatalf("posts %q, want seven and nothing private", bodies(run.Posts))
	}
	host := strings.TrimPrefix(r.url, "http://")
	p := byText(t, run.Posts, "personne")
	want := post.Post{Author: "ligne3@" + host, AuthorURL: r.url + "/@ligne3", Language: "fr", URL: r.url + "/@ligne3/" + first["id"].(string)}
	if p.Title != want.Title || p.Author != want.Author || p.AuthorURL != want.AuthorURL || p.Language != want.Language || p.URL != want.URL || p.Kind != post.Status || p.Source != "src" {
		t.Errorf("first = %+v, want %+v", p, want)
	}
	if text := "Transports, colère\n\nLa ligne 3 est arrêtée & personne ne dit rien.\n\nVoir https://journal.example/ligne-3 #bus"; p.Text != text {
		t.Errorf("text %q, want %q", p.Text, text)
	}
	if !slices.Equal(p.Links, []string{"https://journal.example/ligne-3"}) || !p.Published.Equal(at) || !p.Dated || p.Thread != p.ID {
		t.Errorf("links %q, published %v, thread %q", p.Links, p.Published, p.Thread)
	}
	answer := byText(t, run.Posts, "Toujours rien")
	if answer.Parent != p.ID || answer.Thread != p.ID {
		t.Errorf("reply: parent %q, thread %q, want %q", answer.Parent, answer.Thread, p.ID)
	}
	if far := byText(t, run.Posts, "au loin"); far.Parent != answer.ID || far.Thread != p.ID || far.Language != "en" || far.Author != "voyageur@ailleurs.example" {
		t.Errorf("far reply = %+v, want it in the thread", far)
	}
	if b := byText(t, run.Posts, "origine"); b.Author != "presse@ailleurs.example" || b.ID != post.NewID("https://ailleurs.example/@presse/99") {
		t.Errorf("boost = %+v, want the original post", b)
	}
	if p := byText(t, run.Posts, "Un quai vide"); p.Text != "Photo\n\nUn quai vide" {
		t.Errorf("picture = %q", p.Text)
	}
	if p := byText(t, run.Posts, "Le bus"); p.Text != "Ligne 3 ou bus ?\n\nLa ligne 3\n\nLe bus" {
		t.Errorf("poll = %q", p.Text)
	}
	if e := byText(t, run.Posts, "Texte"); strings.Contains(e.Text, "alert") || len(e.Links) != 0 || strings.HasPrefix(e.URL, "javascript") || e.AuthorURL != "" {
		t.Errorf("hostile status = %+v", e)
	}
}

func TestMastodonLeavesOutWhoOptsOut(t *testing.T) {
	r, s := newMastodon(t, 0)
	s.add("Je ne veux pas", start.Add(-time.Hour))["account"].(object)["noindex"] = true
	s.add("Moi si", start.Add(-time.Minute))["account"] = object{"id": "8", "acct": "autre", "url": "SITE/@autre"}
	if run := r.must("SITE/tags/bus"); len(run.Posts) != 1 || !has(run.Posts, "Moi si") {
		t.Errorf("posts %q, want one", bodies(run.Posts))
	}
}

func TestMastodonDeletionsAndEdits(t *testing.T) {
	for _, old := range []bool{false, true} {
		r, s := newMastodon(t, 5)
		s.old = old
		run := r.must("SITE/tags/bus")
		gone := byText(t, run.Posts, "Statut 002").ID
		s.deleted[s.statuses[2]["id"].(string)] = true
		s.statuses[3]["content"], s.statuses[3]["edited_at"] = "<p>Statut 003, corrigé</p>", start.Format(time.RFC3339)
		run = r.must("SITE/tags/bus")
		if !slices.Equal(run.Gone, []string{gone}) || run.Same {
			t.Errorf("old %v: gone %q, want %q", old, run.Gone, gone)
		}
		if len(run.Posts) != 1 || run.Posts[0].Text != "Statut 003, corrigé" || run.Posts[0].Updated.IsZero() {
			t.Errorf("old %v: posts %+v, want the edited one", old, run.Posts)
		}
		if run = r.must("SITE/tags/bus"); len(run.Gone) != 0 || len(run.Posts) != 0 || !run.Same {
			t.Errorf("old %v: third run: gone %q, posts %q, want nothing", old, run.Gone, bodies(run.Posts))
		}
	}
}

func TestMastodonClosedAccount(t *testing.T) {
	r, s := newMastodon(t, 60)
	r.must("SITE/@ligne3")
	s.closed = true
	run, err := r.run("SITE/@ligne3")
	if err == nil || !strings.Contains(err.Error(), "gone") || run.Status != 410 {
		t.Errorf("run: %v, status %d, want it to say that the account is gone", err, run.Status)
	}
	if len(run.Gone) != 60 {
		t.Errorf("%d posts gone, want all 60", len(run.Gone))
	}
}

func TestMastodonFaultErasesNothing(t *testing.T) {
	r, s := newMastodon(t, 5)
	r.must("SITE/tags/bus")
	serve := s.ServeHTTP
	r.answer = func(w http.ResponseWriter, req *http.Request) {
		if strings.HasPrefix(req.URL.Path, "/api/v1/statuses") {
			refuse(w, 500, "<h1>We're sorry</h1>")
			return
		}
		serve(w, req)
	}
	for range 4 {
		if run := r.must("SITE/tags/bus"); len(run.Gone) != 0 {
			t.Fatalf("gone %q after a fault of the server", run.Gone)
		}
	}
}

func TestMastodonLimits(t *testing.T) {
	r, s := newMastodon(t, 200)
	r.blind = true
	s.left = 3 // the last one is left to others
	run := r.must("SITE/tags/bus")
	if len(run.Posts) != 80 || !run.Rest.Equal(start.Add(5*time.Minute)) {
		t.Errorf("%d posts, rest until %v, want two pages and a rest of five minutes", len(run.Posts), run.Rest)
	}
	s.left = 0
	run, err := r.run("SITE/tags/bus")
	if err == nil || run.Status != 429 || !run.Rest.Equal(start.Add(3*time.Hour)) {
		t.Errorf("run: %v, status %d, rest until %v, want 429 and what its header says", err, run.Status, run.Rest)
	}
}

func TestMastodonVisibility(t *testing.T) {
	for visibility, taken := range map[string]bool{"public": true, "unlisted": true, "private": false, "direct": false, "limited": false} {
		r, s := newMastodon(t, 0)
		s.add("Bonjour", start.Add(-time.Hour))["visibility"] = visibility
		boost := s.add("", start.Add(-time.Minute))
		boost["reblog"] = object{"id": "9", "content": "Ailleurs", "visibility": visibility, "account": object{"acct": "a@b.example"}}
		if run := r.must("SITE/tags/bus"); (len(run.Posts) == 2) != taken {
			t.Errorf("%s: posts %q, want them taken: %v", visibility, bodies(run.Posts), taken)
		}
	}
}

func TestMastodonClosedToStrangers(t *testing.T) {
	for status, says := range map[int]string{
		401: "The access token is invalid", 403: "This action is not allowed", 422: "This method requires an authenticated user",
	} {
		r := newRig(t, func(w http.ResponseWriter, _ *http.Request) { refuse(w, status, fmt.Sprintf(`{"error":%q}`, says)) })
		for _, source := range []string{"SITE/tags/bus", "SITE/@ligne3"} {
			run, err := r.run(source)
			if err == nil || !strings.Contains(err.Error(), "members only") || !strings.Contains(err.Error(), says) || run.Status != status {
				t.Errorf("%d of %s: %v, want place, cause and remedy", status, source, err)
			}
		}
	}
}

func TestMastodonFollowsNoLinkAway(t *testing.T) {
	r, s := newMastodon(t, 50)
	serve := s.ServeHTTP
	away := newRig(t, func(w http.ResponseWriter, _ *http.Request) { send(w, []object{}) })
	r.answer = func(w http.ResponseWriter, req *http.Request) {
		s.url = away.url
		serve(w, req)
	}
	r.must("SITE/tags/bus")
	if len(away.asked) != 0 {
		t.Errorf("asked %q of another host", away.asked)
	}
}

func TestFediverse(t *testing.T) {
	r, _ := newMastodon(t, 0)
	if !r.reader.Fediverse(t.Context(), r.url) {
		t.Error("a Mastodon server is not recognised")
	}
	other := newRig(t, func(w http.ResponseWriter, _ *http.Request) { refuse(w, 404, "no") })
	if other.reader.Fediverse(t.Context(), other.url) {
		t.Error("a server without NodeInfo is taken for Mastodon")
	}
}

func TestMastodonEmptyStaysEmpty(t *testing.T) {
	r, s := newMastodon(t, 0)
	for range 2 {
		if run := r.must("SITE/tags/bus"); run.Same || run.Shown != 0 {
			t.Errorf("run of nothing: same %v, %d shown", run.Same, run.Shown)
		}
	}
	s.add("Le premier", r.now.Add(-time.Minute))
	if run := r.must("SITE/tags/bus"); len(run.Posts) != 1 {
		t.Errorf("posts %q, want the first one", bodies(run.Posts))
	}
}

// A hashtag can have more statuses in the minutes that are read again than a
// run has pages.
func TestMastodonGetsThroughCrowds(t *testing.T) {
	r, s := newMastodon(t, 1)
	r.blind, r.pages, r.step = true, 3, time.Minute
	r.must("SITE/tags/bus")
	for i := range 600 {
		s.add(fmt.Sprintf("Foule %03d.", i), start.Add(time.Duration(i)*100*time.Millisecond))
	}
	seen := map[string]bool{}
	for range 9 {
		for _, p := range r.must("SITE/tags/bus").Posts {
			seen[p.ID] = true
		}
	}
	if len(seen) < 600 {
		t.Errorf("%d statuses read, want 600", len(seen))
	}
}

func TestMastodonAsksForFewAlone(t *testing.T) {
	r, s := newMastodon(t, 20)
	r.must("SITE/tags/bus")
	for _, status := range s.statuses {
		s.deleted[status["id"].(string)] = true
	}
	for n := 1; n <= 4; n++ {
		run := r.must("SITE/tags/bus")
		alone := 0
		for _, a := range r.asked {
			if strings.HasPrefix(a, "/api/v1/statuses/") {
				alone++
			}
		}
		if alone != 5 || len(run.Gone) != 5 {
			t.Errorf("run %d: %d asked alone, %d gone, want five", n, alone, len(run.Gone))
		}
	}
}
