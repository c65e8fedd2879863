package extract_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/extract"
)

// remark is a comment as testdata/comments/*.json has it.
type remark struct {
	ID        string `json:"id,omitempty"`
	URL       string `json:"url"`
	Author    string `json:"author"`
	AuthorURL string `json:"author_url,omitempty"`
	Published string `json:"published,omitempty"`
	Parent    string `json:"parent,omitempty"`
	Text      string `json:"text"`
	Whole     string `json:"whole,omitempty"` // where it is not the text
}

func remarksOf(all []extract.Message) []remark {
	found := []remark{}
	for _, m := range all {
		r := remark{ID: m.ID, URL: m.URL, Author: m.Author, AuthorURL: m.AuthorURL, Parent: m.Parent, Text: m.Text}
		if m.Dated {
			r.Published = m.Published.UTC().Format(time.RFC3339)
		}
		if m.Whole != m.Text {
			r.Whole = m.Whole
		}
		found = append(found, r)
	}
	return found
}

// TestArticleComments reads saved pages, one for each way of marking comments.
func TestArticleComments(t *testing.T) {
	names, err := filepath.Glob("testdata/comments/*.html")
	if err != nil || len(names) < 14 {
		t.Fatalf("pages with comments = %q, %v", names, err)
	}
	now := time.Date(2026, 3, 7, 12, 0, 0, 0, time.UTC)
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".html"), func(t *testing.T) {
			body, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			page, err := extract.ArticleAt(body, "https://lignes.example/bus", now)
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(name, ".html") + ".json"
			got := remarksOf(page.Comments)
			raw, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			var want []remark
			if err := json.Unmarshal(raw, &want); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, want) {
				t.Errorf("comments:\n got %+v\nwant %+v", got, want)
			}
			if !strings.Contains(page.Text, "1 240 bus") || strings.Count(page.Text, "\n\n") < 2 {
				t.Errorf("Text = %q, want the article", page.Text)
			}
			for _, m := range page.Comments {
				if strings.Contains(page.Text, m.Text) {
					t.Errorf("Text = %q holds the comment %q", page.Text, m.Text)
				}
			}
		})
	}
}

func TestArticleOfCommentsOnly(t *testing.T) {
	body := `<html lang="en"><body><ol class="comment-list">`
	for _, who := range []string{"Night Bus", "Driver Nine", "Stop B"} {
		body += `<li class="comment"><b class="fn">` + who + `</b><time datetime="2026-03-05T10:20:00Z"></time><div class="comment-content"><p>I waited for the number three bus for forty minutes, and when it came it was full to the last seat.</p></div></li>`
	}
	page, err := extract.Article([]byte(body+"</ol>"), "https://lignes.example/bus")
	if err != nil || len(page.Comments) != 0 || !strings.Contains(page.Text, "forty minutes") {
		t.Errorf("Article = %d comments, %q, %v, want the text alone", len(page.Comments), page.Text, err)
	}
}

func TestArticleReserved(t *testing.T) {
	tests := []struct {
		head string
		want bool
	}{
		{`<meta name="tdm-reservation" content="1">`, true},
		{`<meta name="TDM-Reservation" content=" 1 "><meta name="tdm-policy" content="https://lignes.example/policy.json">`, true},
		{`<meta name="tdm-reservation" content="0">`, false},
		{`<meta name="robots" content="noindex">`, false},
	}
	for _, tt := range tests {
		if got, err := extract.Article([]byte(page(tt.head, "<article>"+story+"</article>")), "https://lignes.example/a"); err != nil || got.Reserved != tt.want {
			t.Errorf("%s: Reserved = %t, %v, want %t", tt.head, got.Reserved, err, tt.want)
		}
	}
}
