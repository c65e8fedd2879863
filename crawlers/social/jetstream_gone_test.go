package social_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/social"
)

func TestStreamDeletion(t *testing.T) {
	r, _, j := newStream(t, 0)
	for n := range 3 {
		j.post(tid(n), fmt.Sprintf("Ligne %d en panne", n), start.Add(-3*time.Minute))
	}
	j.post(tid(8), "Ligne 8 en panne, ou pas", start.Add(-3*time.Minute))
	j.commit("delete", did, tid(8), start.Add(-2*time.Minute), nil)
	j.upToNow(r)
	if run := r.must(streamSearch); len(run.Posts) != 3 || len(run.Gone) != 0 {
		t.Fatalf("first run: %q, gone %q, want three and what was taken back at once in neither", bodies(run.Posts), run.Gone)
	}
	at := r.now.Add(-time.Minute)
	j.commit("delete", did, tid(1), at, nil)
	j.commit("delete", did, tid(7), at, nil)
	j.commit("delete", stranger, tid(2), at, nil)
	j.add(at, object{"did": did, "kind": "commit", "commit": object{"operation": "delete", "collection": "app.bsky.feed.like", "rkey": tid(2)}})
	j.upToNow(r)
	if run := r.must(streamSearch); !slices.Equal(run.Gone, []string{idOf(did, tid(1))}) || run.Same {
		t.Errorf("gone %q, want the second alone", run.Gone)
	}
	j.upToNow(r)
	if run := r.must(streamSearch); len(run.Gone) != 0 || !run.Same {
		t.Errorf("gone %q again", run.Gone)
	}
}

func TestStreamClosedAccounts(t *testing.T) {
	tests := []struct {
		status string
		gone   bool
	}{{"deleted", true}, {"takendown", true}, {"suspended", true}, {"deactivated", true}, {"desynchronized", false}, {"throttled", false}, {"", false}}
	for _, tt := range tests {
		r, _, j := newStream(t, 0)
		j.post(tid(1), "Ligne 1 en panne", start.Add(-3*time.Minute))
		j.commit("create", stranger, tid(2), start.Add(-3*time.Minute), record("Ligne 2 en panne", start))
		j.post(tid(3), "Ligne 3 en panne", start.Add(-3*time.Minute))
		j.upToNow(r)
		r.must(streamSearch)
		j.post(tid(4), "Ligne 4 en panne", r.now.Add(-2*time.Minute))
		j.add(r.now.Add(-2*time.Minute), object{"did": stranger, "kind": "account", "account": object{"active": true, "did": stranger}})
		j.account(did, tt.status, r.now.Add(-time.Minute))
		j.upToNow(r)
		run := r.must(streamSearch)
		slices.Sort(run.Gone)
		want := []string{idOf(did, tid(1)), idOf(did, tid(3))}
		slices.Sort(want)
		if !tt.gone {
			want = nil
		}
		if !slices.Equal(run.Gone, want) || (len(run.Posts) == 0) != tt.gone {
			t.Errorf("%s: gone %q, posts %q, want gone %q", tt.status, run.Gone, bodies(run.Posts), want)
		}
	}
}

func TestStreamEdits(t *testing.T) {
	r, _, j := newStream(t, 0)
	at := start.Add(-3 * time.Minute)
	j.post(tid(1), "Ligne 3 en panne", at)
	j.post(tid(2), "Rien à voir", at)
	j.upToNow(r)
	r.must(streamSearch)
	edited := r.now.Add(-time.Minute)
	j.commit("update", did, tid(1), edited, record("Ligne 3 repartie", at))
	j.commit("update", did, tid(2), edited, record("Toujours rien à voir", at))
	j.upToNow(r)
	run := r.must(streamSearch)
	if len(run.Posts) != 1 || run.Posts[0].Text != "Ligne 3 repartie" || run.Posts[0].ID != idOf(did, tid(1)) || !run.Posts[0].Updated.Equal(edited) || !run.Posts[0].Published.Equal(at) {
		t.Errorf("posts %+v, want the new text of the first", run.Posts)
	}
}

func TestStreamHostileEvents(t *testing.T) {
	r, _, j := newStream(t, 0)
	at := start.Add(-3 * time.Minute)
	us := fmt.Sprint(at.UnixMicro())
	commit := func(rest string) string {
		return `{"did":"` + did + `","time_us":` + us + `,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post",` + rest + `}}`
	}
	for _, body := range []string{
		``, `null`, `[]`, `7`, `"x"`, `{`, `{}`, strings.Repeat("[", 1_000_000),
		`{"did":7,"time_us":"soon","kind":[],"commit":"x","account":true}`,
		`{"did":"` + did + `","time_us":` + us + `,"kind":"ritual","ritual":{}}`,
		`{"did":"` + did + `","time_us":9223372036854775807,"kind":"account","account":{"active":false,"status":"deleted"}}`,
		`{"did":"` + did + `","time_us":-5,"kind":"identity"}`,
		`{"did":"` + did + `","time_us":` + us + `,"kind":"account","account":{"active":"no","status":{}}}`,
		commit(`"rkey":"` + tid(20) + `","record":"Ligne en panne"`),
		commit(`"rkey":"` + tid(21) + `","record":{"text":["Ligne en panne"],"langs":"fr","facets":{}}`),
		commit(`"rkey":"` + tid(22) + `"`),
		commit(`"rkey":"../../x","record":{"text":"Ligne en panne"}`),
		commit(`"rkey":"","record":{"text":"Ligne en panne"}`),
		commit(`"rkey":7,"record":{"text":"Ligne en panne"}`),
		commit(`"rkey":"` + tid(23) + `","record":{"text":"Ligne en panne ` + strings.Repeat("a", 900_000) + `"}`),
		commit(`"rkey":"` + tid(24) + `","record":{"text":"Ligne en panne ` + strings.Repeat("a", 1<<20) + `"}`),
		commit(`"rkey":"` + tid(25) + `","record":{"text":"Ligne en panne ` + "\xff\xfe\xed\xa0\x80" + `","createdAt":"2099-01-01T00:00:00Z","langs":[1,null,"fr"],"labels":{"values":[{"val":{}}]}}`),
		commit(`"rkey":"` + tid(26) + `","record":{"text":"<script>ligne</script> en panne","facets":[{"features":[{"uri":"javascript:alert(1)"}]}]}`),
	} {
		j.raw(at, body)
	}
	j.post(tid(1), "Ligne 3 en panne", at.Add(time.Second))
	j.upToNow(r)
	run := r.must(streamSearch)
	if len(run.Posts) != 3 || len(run.Gone) != 0 || run.More {
		t.Fatalf("%d posts, gone %q, more %v, want the three that are posts", len(run.Posts), run.Gone, run.More)
	}
	for _, p := range run.Posts {
		if p.Published.After(start) || len(p.Links) != 0 || strings.ContainsRune(p.Text, 0xdc00) {
			t.Errorf("post = %+v", p)
		}
	}
	byText(t, run.Posts, "<script>ligne</script> en panne") // text, to be shown as such
	last := r.now.Add(-r.step)
	j.upToNow(r)
	r.must(streamSearch)
	if got, want := j.cursor(), last.Add(-5*time.Second); !got.Equal(want) {
		t.Errorf("cursor %v, want %v", got, want)
	}
}

// Who does not want to be read by strangers is left out, and so is what that
// person takes down.
func TestStreamLeavesOutWhoOptsOut(t *testing.T) {
	r, a, j := newStream(t, 0)
	j.post(tid(1), "Ligne 3 en panne", start.Add(-time.Minute))
	j.upToNow(r)
	shy := a.add(skeet(tid(1), "Ligne 3 en panne", start.Add(-time.Minute)))
	shy["author"].(object)["labels"] = []object{{"val": "!no-unauthenticated", "src": did}}
	if run := r.must(streamSearch); len(run.Posts) != 0 {
		t.Errorf("posts %q, want none", bodies(run.Posts))
	}
	j.commit("delete", did, tid(1), r.now.Add(-time.Minute), nil)
	j.upToNow(r)
	if run := r.must(streamSearch); len(run.Gone) != 0 {
		t.Errorf("gone %q, which was never taken", run.Gone)
	}
}

// What is remembered of a busy search is bounded; the latest is there.
func TestStreamMemory(t *testing.T) {
	r, _, j := newStream(t, 0)
	for n := range 1000 {
		j.post(tid(n), fmt.Sprintf("Ligne %d en panne", n), start.Add(time.Duration(n-1100)*100*time.Millisecond))
	}
	j.upToNow(r)
	r.reader.SetBounds(time.Minute, 10*time.Second, 1<<30, 2000)
	if run := r.must(streamSearch); len(run.Posts) != 1000 || len(run.State) > 8000 {
		t.Fatalf("%d posts, %d bytes of state, want 1000 and less than 8000", len(run.Posts), len(run.State))
	}
	for _, n := range []int{599, 600, 999} {
		j.commit("delete", did, tid(n), r.now.Add(-time.Minute), nil)
	}
	j.upToNow(r)
	if run := r.must(streamSearch); !slices.Equal(run.Gone, []string{idOf(did, tid(600)), idOf(did, tid(999))}) {
		t.Errorf("gone %q, want those of the last four hundred", run.Gone)
	}
}

// Posts that the search found while the stream was away are taken back by it.
func TestStreamTakesOverFromTheSearch(t *testing.T) {
	r, a, j := newStream(t, 0)
	j.status = 503
	a.add(skeet(tid(1), "Ligne 1 en panne", start.Add(-2*time.Hour)))
	a.add(skeet(tid(2), "Ligne 2 en panne", start.Add(-time.Minute)))
	if run := r.must(streamSearch); len(run.Posts) != 2 {
		t.Fatalf("posts %q, want two", bodies(run.Posts))
	}
	j.status = 0
	j.post(tid(2), "Ligne 2 en panne", r.now.Add(-5*time.Minute))
	j.commit("delete", did, tid(1), r.now.Add(-time.Minute), nil)
	j.upToNow(r)
	for n, want := range [][]string{{idOf(did, tid(1))}, nil} {
		if run := r.must(streamSearch); len(run.Posts) != 0 || !slices.Equal(run.Gone, want) {
			t.Errorf("run %d: posts %q, gone %q, want gone %q", n, bodies(run.Posts), run.Gone, want)
		}
		j.upToNow(r)
	}
	j.status = 503
	if run := r.must(streamSearch); len(run.Posts) != 0 {
		t.Errorf("the search again: %q, want nothing new", bodies(run.Posts))
	}
}

// A state that somebody spoilt costs no more than what it held.
func TestStreamSpoiltState(t *testing.T) {
	for _, spoilt := range []string{`{"c":-1}`, `{"c":9000000000000000000}`, `{"s":"AAAA","c":1}`, `{"s":7}`, "x"} {
		r, _, j := newStream(t, 0)
		j.post(tid(1), "Ligne 3 en panne", start.Add(-time.Minute))
		j.upToNow(r)
		r.last = social.Run{State: spoilt}
		if run := r.must(streamSearch); len(run.Posts) != 1 {
			t.Errorf("%s: posts %q, want one; cursor %v", spoilt, bodies(run.Posts), j.cursor())
		}
	}
}
