package demo

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestDocuments wants a document of every fact, whose table leads to its objects
// and, where a reader of PDF is installed, in which the fact can be read.
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
	reader, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed: what the pages say is not read")
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, papers["rapport-exploitation-2026.pdf"], 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(reader, path, "-").CombinedOutput()
	if err != nil || !strings.Contains(strings.ReplaceAll(string(out), "\u00a0", " "), "1 240 bus sont en service sur le réseau") {
		t.Errorf("read as %q, %v", out, err)
	}
}
