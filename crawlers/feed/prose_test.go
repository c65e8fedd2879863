package feed

import (
	"strings"
	"testing"
)

func TestProse(t *testing.T) {
	tests := []struct{ markup, text, links string }{
		{"plain", "plain", ""},
		{"a &amp; b", "a & b", ""},
		{`<p>a <a href="/x">b</a></p><p>c</p>`, "a b\n\nc", "https://a.example/x"},
		{`<a href="/x">1</a> <a href="https://a.example/x">2</a> <a href="mailto:a@b">3</a> <a href="javascript:x">4</a> <A HREF="http://b.example">5</A>`, "1 2 3 4 5", "https://a.example/x http://b.example"},
		// what swallows the text behind it
		{`a <iframe src="x"></iframe>b`, "a b", ""},
		{`a <iframe src="x">b`, "a b", ""},
		{`a <iframe src="x"/>b`, "a b", ""},
		{`a <IFRAME>b</IFRAME> c`, "a b c", ""},
		{`a <script src="x"/>b`, "a b", ""},
		{`a <script>b</script>c`, "a c", ""},
		{`a <style/>b<textarea/>c<title/>d`, "a bcd", ""},
		{`a <plaintext>b`, "a b", ""},
		{`a <!-- b --> c`, "a c", ""},
		{`a <!-- b > c`, "a c", ""},
		{`a <!--`, "a", ""},
		{`a <!' b`, "a <!' b", ""},
		{`a <!DOCTYPE b`, "a <!DOCTYPE b", ""},
		{`<!DOCTYPE html><p>a</p>`, "a", ""},
		{`a <![if !mso]>b<![endif]> c`, "a b c", ""},
		{`<![CDATA[a <b>b</b>]]> c`, "a b c", ""},
		{`a <`, "a <", ""},
		{`a <script`, "a", ""},
		{`a <!`, "a <!", ""},
		// what was encoded twice
		{"dÃ©jÃ\u00a0 vu", "déjà vu", ""},
		{"lâ€™arrÃªt", "l’arrêt", ""},
		{"ÃƒÂ©", "Ã©", ""},
		{"PÃO de Açúcar", "PÃO de Açúcar", ""},
		{"Â« l’été »", "Â« l’été »", ""},
	}
	for _, tt := range tests {
		text, links := prose(tt.markup, "https://a.example/")
		if text != tt.text || strings.Join(links, " ") != tt.links {
			t.Errorf("prose(%q): got %q, %q, want %q, %q", tt.markup, text, links, tt.text, tt.links)
		}
	}
}

func TestLooksHTML(t *testing.T) {
	for text, want := range map[string]bool{
		"a<br>b": true, "<B>a</B>": true, "a <!-- b -->": true, "</p>": true, "<h1>": true, "a <x> <i>b</i>": true,
		"std::vector<int>": false, "a < b": false, "<": false, "a <3": false, "<<<": false, "": false, "<you>": false,
	} {
		if got := looksHTML(text); got != want {
			t.Errorf("looksHTML(%q): got %t, want %t", text, got, want)
		}
	}
}
