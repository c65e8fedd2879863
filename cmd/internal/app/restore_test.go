package app

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/analyzers/annotation"
	"vigie/cmd/internal/config"
	"vigie/crawlers/post"
)

// TestStoriesGoOnAfterRestart reads a few weeks' posts in three parts, some later
// than they were published, and wants the stories, titles and copies of a service
// that is opened anew for each part to be those of one that was never stopped.
func TestStoriesGoOnAfterRestart(t *testing.T) {
	needEngine(t)
	var posts []post.Post
	for i := range 240 {
		text := fmt.Sprintf("Le lieu%d manque de agent%d et de place%d depuis ce matin, dit le témoin%d", i%9, i%9+i/60, i%9, i%17)
		posts = append(posts, post.Post{ID: post.NewID(fmt.Sprint(i)), Source: "s", Kind: post.Status, Text: text, Published: noon.Add(time.Duration(i-240) * 2 * time.Hour)})
	}
	for i := 50; i < len(posts); i += 7 { // late ones
		posts[i], posts[i-49] = posts[i-49], posts[i]
	}
	read := func(restart bool, cuts ...int) map[string]string {
		t.Helper()
		c, err := config.Parse([]byte("organisation: {name: Acme, timezone: Europe/Paris}\ndata: data\nentities: [{id: acme, name: Acme}]\nsources: []\n"),
			filepath.Join(t.TempDir(), "config.yaml"), func(string) string { return "" })
		if err != nil {
			t.Fatal(err)
		}
		now := noon
		var s *Service
		at, out := 0, map[string]string{}
		for i, cut := range cuts {
			now = noon.Add(time.Duration(i) * time.Minute)
			if s == nil {
				if s, err = Open(t.Context(), Options{Config: c, Now: func() time.Time { return now }}); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := s.Store().AddPosts(t.Context(), posts[at:cut]); err != nil {
				t.Fatal(err)
			}
			if n, err := s.Read(t.Context(), nil); err != nil || n != cut-at {
				t.Fatalf("read %d posts, %v; want %d", n, err, cut-at)
			}
			stored, err := s.Store().Posts(t.Context(), annotation.Filter{})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range stored {
				copied := ""
				if p.Annotation.CopyOf != nil {
					copied = *p.Annotation.CopyOf
				}
				out[p.ID] = fmt.Sprint(p.Annotation.Story, " ", p.Annotation.StoryTitle, " ", copied)
			}
			if restart || cut == len(posts) {
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				s = nil
			}
			at = cut
		}
		return out
	}
	if d := cmp.Diff(read(true, 110, 170, len(posts)), read(false, 110, 170, len(posts))); d != "" {
		t.Errorf("with restarts (-) and without (+):\n%s", d)
	}
}

// TestRestoreCutOffMidway has the database go away while posts are taken up, and
// wants the second try to end as if it had been the first.
func TestRestoreCutOffMidway(t *testing.T) {
	c, err := config.Parse([]byte("organisation: {name: Acme, timezone: Europe/Paris}\ndata: data\nentities: [{id: acme, name: Acme}]\nsources: []\n"),
		filepath.Join(t.TempDir(), "config.yaml"), func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	unknown := func(id string) post.Source { return post.Source{ID: id} }
	start := func() *Service {
		s, err := newService(Options{Config: c})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	said := func(s *Service, from, to int) (out []annotation.Post) {
		for i := from; i < to; i++ {
			text := fmt.Sprintf("Le lieu%d manque de agent%d et de place%d depuis ce matin, dit le témoin%d", i%9, i%9+i/600, i%9, i%17)
			p := post.Post{ID: post.NewID(fmt.Sprint(i)), Source: "s", Kind: post.Status, Text: text, Published: noon.Add(time.Duration(i) * time.Minute)}
			out = append(out, s.readOne(s.reader, unknown(p.Source), p))
		}
		return out
	}
	read := said(start(), 0, 3*readBatch)
	away := errors.New("the database is away")
	cut := func(at int) posts {
		return func(fn func(annotation.Post) error) error {
			for i, p := range read {
				if i == at {
					return away
				}
				if err := fn(p); err != nil {
					return err
				}
			}
			return nil
		}
	}
	once, twice := start(), start()
	if err := twice.restoreFrom(unknown, cut(readBatch+100)); !errors.Is(err, away) || twice.restored {
		t.Fatalf("%v, restored %t; want the fault told, and another try", err, twice.restored)
	}
	for _, s := range []*Service{once, twice} {
		if err := s.restoreFrom(unknown, cut(-1)); err != nil || !s.restored {
			t.Fatalf("%v, restored %t", err, s.restored)
		}
	}
	if d := cmp.Diff(said(once, len(read), len(read)+100), said(twice, len(read), len(read)+100)); d != "" {
		t.Errorf("at once (-) and at the second try (+):\n%s", d)
	}
}
