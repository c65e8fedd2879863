package app

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/fact"
	"vigie/analyzers/signal"
	"vigie/cmd/internal/config"
	"vigie/cmd/internal/documents"
	"vigie/cmd/internal/engine"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// fleet is a facts file that says how many buses there are.
const fleet = `- {id: fleet, entity: acme, metric: bus en service, value: "%s", unit: bus, document: "Rapport 2026", statement: {fr: "%s bus."}}
`

// factual is a configuration with a database of its own and a facts file that
// says what is given; empty: nothing.
func factual(t *testing.T, facts string) config.Config {
	t.Helper()
	needEngine(t)
	folder := t.TempDir()
	address, release, err := engine.Open(t.Context(), engine.Options{DataDir: filepath.Join(folder, "data")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = release() })
	if err := os.WriteFile(filepath.Join(folder, "facts.yaml"), []byte(facts), 0o600); err != nil {
		t.Fatal(err)
	}
	text := "organisation: {name: Acme, timezone: Europe/Paris}\ndata: data\nfacts: facts.yaml\nentities: [{id: acme, name: Acme}]\nsources: []\n"
	c, err := config.Parse([]byte(text), filepath.Join(folder, "config.yaml"), func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	c.ClickHouse = config.ClickHouse{Address: address.Native, Database: address.Database, User: address.User, Password: address.Password}
	return c
}

// at opens a service of a configuration whose clock stands still.
func at(t *testing.T, c config.Config, now time.Time) *Service {
	t.Helper()
	s, err := Open(t.Context(), Options{Config: c, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// ticked has a service read, take up the facts and look, as a running one does,
// and returns the rumours that stand then.
func ticked(t *testing.T, s *Service) []report.Finding {
	t.Helper()
	if _, err := s.Read(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	for more := true; more; more = s.again != nil {
		if _, err := s.HoldFacts(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Detect(t.Context()); err != nil {
		t.Fatal(err)
	}
	found, err := s.Store().Findings(t.Context(), string(signal.Rumor), s.o.Now().Add(-followed))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// tale are posts that say, in the hours before noon, that 940 buses are left, and
// some that say nothing of them.
func tale() (posts []post.Post) {
	for i, text := range []string{"Il ne reste que 940 bus en service chez Acme, me dit un voisin.", "Acme n'aurait plus que 940 bus en service !",
		"Beau temps sur le port ce matin.", "940 bus en service chez Acme, pas un de plus : voilà pourquoi on attend."} {
		source := fmt.Sprint("s", i)
		posts = append(posts, post.Post{ID: post.NewID(source), Source: source, Author: fmt.Sprint("auteur ", i), Kind: post.Blog,
			Title: fmt.Sprint("Billet ", i), Text: text, Published: noon.Add(time.Duration(i-6) * time.Hour)})
	}
	return posts
}

// TestFactsAreTakenUpAlive has another process write facts beside a running
// service: what was stored before is judged by them within a tick.
func TestFactsAreTakenUpAlive(t *testing.T) {
	c := factual(t, "")
	s := at(t, c, noon)
	if _, err := s.Store().AddPosts(t.Context(), tale()); err != nil {
		t.Fatal(err)
	}
	if found := ticked(t, s); len(found) != 0 {
		t.Fatalf("%d rumours though nothing is known", len(found))
	}
	other := at(t, c, noon.Add(time.Minute)).Store()
	write := func(a fact.Action, value string) {
		t.Helper()
		f := fact.Fact{ID: "fleet", Entity: "acme", Metric: "bus en service", Value: value, Unit: "bus", Document: "Rapport 2026"}
		if _, err := other.WriteFact(t.Context(), fact.Version{Author: "claire", Action: a, Fact: f}); err != nil {
			t.Fatal(err)
		}
	}
	steps := []struct {
		name    string
		write   func()
		rumours int
		flagged int // posts
	}{
		{"a fact that is added", func() { write(fact.Put, "1 240") }, 1, 3},
		{"a fact that is corrected", func() { write(fact.Put, "940") }, 0, 0},
		{"a fact that is wrong again", func() { write(fact.Put, "1 240") }, 1, 3},
		{"a fact that is retired", func() { write(fact.Retire, "") }, 0, 0},
	}
	for _, step := range steps {
		step.write()
		found := ticked(t, s)
		if len(found) != step.rumours || step.rumours > 0 && len(found[0].Posts) != 3 {
			t.Fatalf("after %s: %d rumours, want %d", step.name, len(found), step.rumours)
		}
		against, flagged := contradicting(t, s)
		if against != step.flagged || flagged < step.flagged || step.flagged == 0 && flagged > 1 { // one is hearsay anyway
			t.Errorf("after %s: %d posts contradict a fact and %d are flagged, want %d", step.name, against, flagged, step.flagged)
		}
	}
}

// contradicting counts the posts that contradict a fact, and those flagged.
func contradicting(t *testing.T, s *Service) (against, flagged int) {
	t.Helper()
	posts, err := s.Store().Posts(t.Context(), annotation.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range posts {
		if slices.ContainsFunc(p.Annotation.Claims, func(c annotation.Claim) bool { return c.Verdict == "contradicts" }) {
			against++
		}
		if p.Annotation.Rumor.Is {
			flagged++
		}
	}
	return against, flagged
}

// TestOnlyWhatChangesIsWritten counts the rows of a new fact: those of the posts
// whose claims it changes.
func TestOnlyWhatChangesIsWritten(t *testing.T) {
	c := factual(t, fmt.Sprintf(fleet, "1 240", "1 240"))
	s := started(t, c)
	if _, err := s.Store().AddPosts(t.Context(), tale()); err != nil {
		t.Fatal(err)
	}
	ticked(t, s)
	s.judgeAgain()
	for s.again != nil {
		if looked, err := s.HoldFacts(t.Context()); err != nil || !looked {
			t.Fatalf("%t, %v", looked, err)
		}
	}
	s.judgeAgain()
	s.again.next = noon
	for range int(judgedAgain / judgedPart) {
		if n, err := s.judgePart(t.Context(), s.again); err != nil || n != 0 {
			t.Fatalf("%d posts are written again, %v; want none: the facts are the same", n, err)
		}
	}
	if s.again.read != len(tale()) {
		t.Errorf("%d posts were judged again, want %d", s.again.read, len(tale()))
	}
}

// started opens a service that has taken in its facts file, as one that serves does.
func started(t *testing.T, c config.Config) *Service {
	t.Helper()
	s := at(t, c, noon)
	if err := s.TakeInFacts(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestFactsFileIsTakenIn starts a service on a facts file, has a person change a
// fact, and starts it again on the same file and on others.
func TestFactsFileIsTakenIn(t *testing.T) {
	c := factual(t, fmt.Sprintf(fleet, "1 240", "1 240"))
	put := func(text string) {
		t.Helper()
		if err := os.WriteFile(c.Facts, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	stands := func(step, value, by string, versions int) {
		t.Helper()
		s := started(t, c)
		r, err := s.Store().Facts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		e, _ := r.Entry("fleet")
		if plain(e.Fact.Value) != value || e.Author != by || e.Versions != versions {
			t.Errorf("%s: %q by %s, %d versions; want %q by %s, %d", step, e.Fact.Value, e.Author, e.Versions, value, by, versions)
		}
		if got := r.Current(); len(got) != len(s.facts) {
			t.Errorf("%s: the service holds claims against %d facts, want %d", step, len(s.facts), len(got))
		}
	}
	stands("the first start", "1 240", "facts.yaml", 1)
	stands("a second start", "1 240", "facts.yaml", 1)
	e, _ := at(t, c, noon).registry.Entry("fleet")
	e.Fact.Value = "1 250"
	if _, err := at(t, c, noon).Store().WriteFact(t.Context(), fact.Version{Author: "claire", Action: fact.Put, Fact: e.Fact}); err != nil {
		t.Fatal(err)
	}
	stands("a start after a person changed it", "1 250", "claire", 2)
	put(fmt.Sprintf(fleet, "1 260", "1 260"))
	stands("a start after the file changed", "1 260", "facts.yaml", 3)
	put("")
	stands("a start on a file without it", "1 260", "facts.yaml", 4)
	put("- {id: fleet, entity: acme, metric: bus en service, value: 1240, unit: bus, file: report.html}\n")
	if err := at(t, c, noon).TakeInFacts(t.Context()); err == nil || !strings.Contains(err.Error(), "report.html") || !strings.Contains(err.Error(), "put it there") {
		t.Errorf("a document that is not there: %v; want its name and what to do", err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(c.Facts), "report.html"), []byte("<!doctype html><p>1240"), 0o600); err != nil {
		t.Fatal(err)
	}
	stands("a start on a file with a document", "1240", "facts.yaml", 5)
	e, _ = at(t, c, noon).registry.Entry("fleet")
	if r, err := documents.In(c.Data).Open(e.Fact.File.Sum); err != nil {
		t.Errorf("the document is not kept: %v", err)
	} else {
		r.Close()
	}
	put(fmt.Sprintf(fleet, "1 240", "1 240") + "- {id: other, entity: nobody, metric: bus, value: many}\n")
	asked := at(t, c, noon) // a command that only asks is not kept from it by a fault, nor takes anything in
	if got := asked.registry.Versions("fleet"); len(got) != 5 || len(asked.facts) != 1 {
		t.Errorf("after a question the fact has %d versions, want the 5 that it had", len(got))
	}
	err := asked.TakeInFacts(t.Context())
	if err == nil || !strings.Contains(err.Error(), "facts.yaml:2") || !strings.Contains(err.Error(), "name one of acme") {
		t.Errorf("a facts file with a fault: %v; want its place and what to do", err)
	}
	other := filepath.Join(filepath.Dir(c.Facts), "figures.yaml")
	if err := os.WriteFile(other, []byte("- {id: fleet, entity: acme, metric: bus en service, value: 1240, unit: bus, file: report.html}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c.Facts = other
	stands("a start after the file was renamed", "1240", "facts.yaml", 5)
	c.Facts = ""
	stands("a start after the file is named no more", "1240", "config.yaml", 6)
}
