package demo

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rsc.io/pdf"
)

// TestDocuments wants a document of every fact, whose table leads to its objects
// and in which a reader of PDF that is not ours reads the fact.
func TestDocuments(t *testing.T) {
	papers, err := Documents()
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Count(string(Facts()), "- id:"); len(papers) != want {
		t.Errorf("%d documents, want %d", len(papers), want)
	}
	for name, b := range papers {
		if kind := http.DetectContentType(b); kind != "application/pdf" {
			t.Errorf("%s is %s", name, kind)
		}
		start, err := strconv.Atoi(string(regexp.MustCompile(`startxref\n(\d+)`).FindSubmatch(b)[1]))
		if err != nil || !bytes.HasPrefix(b[start:], []byte("xref")) {
			t.Fatalf("%s: no table at %d", name, start)
		}
		for i, entry := range regexp.MustCompile(`(?m)^(\d{10}) 00000 n $`).FindAllSubmatch(b[start:], -1) {
			if at, _ := strconv.Atoi(string(entry[1])); !bytes.HasPrefix(b[at:], fmt.Appendf(nil, "%d 0 obj", i+1)) {
				t.Errorf("%s: object %d is not at %d", name, i+1, at)
			}
		}
	}
	b := papers["rapport-exploitation-2026.pdf"]
	paper, err := pdf.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	for _, word := range paper.Page(1).Content().Text {
		said.WriteString(word.S)
	}
	// A page says where each letter stands, and none of the spaces between them.
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	if want := "1 240 bus sont en service sur le réseau"; !strings.Contains(squeeze(said.String()), squeeze(want)) {
		t.Errorf("it says %q, which lacks %q", said.String(), want)
	}
}
