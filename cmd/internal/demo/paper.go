package demo

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/encoding/charmap"
)

// Documents returns the documents that the organisation's facts name, by their
// file names: a page each, in PDF.
func Documents() (map[string][]byte, error) {
	var facts []struct {
		Metric, Value, Unit, Period, Document, File string
		Statement                                   struct{ FR, EN string }
	}
	if err := yaml.Unmarshal(Facts(), &facts); err != nil {
		return nil, fmt.Errorf("read corpus/facts.yaml: %w", err)
	}
	papers := map[string][]byte{}
	for _, f := range facts {
		if f.File == "" {
			continue
		}
		figure := strings.TrimSpace(f.Value + " " + f.Unit)
		if strings.Contains(f.Value, f.Unit) {
			figure = f.Value
		}
		papers[f.File] = paper(f.Document,
			"Réseau Translum, vallée de la Lumière", "Document d'exemple : cet opérateur n'existe pas.", "",
			upperFirst(f.Metric)+" : "+figure, "Période : "+f.Period, "", f.Statement.FR, f.Statement.EN)
	}
	return papers, nil
}

// paper is one page of text, a title over lines, as PDF 1.4 with one of the fonts
// that every reader has.
func paper(title string, lines ...string) []byte {
	var text bytes.Buffer
	fmt.Fprintf(&text, "BT /F1 20 Tf 60 770 Td (%s) Tj /F1 11 Tf 0 -36 Td 17 TL\n", inPDF(title))
	for _, l := range lines {
		fmt.Fprintf(&text, "(%s) Tj T*\n", inPDF(l))
	}
	text.WriteString("ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", text.Len(), text.String()),
		fmt.Sprintf("<< /Title (%s) >>", inPDF(title)),
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, len(objects), table)
	return b.Bytes()
}

// inPDF writes text as a string of WinAnsi; what that set lacks is a question mark.
func inPDF(s string) string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(s, "\u202f", "\u00a0") {
		c, ok := charmap.Windows1252.EncodeRune(r)
		switch {
		case !ok || c < ' ':
			b.WriteByte('?')
		case c == '(' || c == ')' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
