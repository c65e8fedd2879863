package extract_test

import (
	"strings"
	"testing"

	"vigie/crawlers/extract"
)

func TestText(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "  un\n bus ", "un bus"},
		{"paragraphs", "<p>Un.</p><p>Deux <b>bus</b>.</p>", "Un.\n\nDeux bus."},
		{"nested blocks", "<div><div><p>Un</p></div></div><div>Deux</div>", "Un\n\nDeux"},
		{"breaks", "un<br>deux<br><br>trois<br><br><br>quatre", "un\ndeux\n\ntrois\n\nquatre"},
		{"list", "<p>Il faut :</p><ul><li>un</li><li>deux</li></ul>", "Il faut :\n\nun\ndeux"},
		{"table", "<table><tr><td>bus</td><td>1 240</td></tr><tr><td>tram</td><td>38</td></tr></table>", "bus 1 240\ntram 38"},
		{"unseen", "<script>alert(1)</script>a<style>b{}</style><!-- c -->", "a"},
		{"entities", "l&rsquo;été &amp; l&#233;gende", "l’été & légende"},
		{"no-break space", "1\u202f240 bus\u00a0!", "1\u202f240 bus\u00a0!"},
		{"inline", "pas<em>sion</em>", "passion"},
		{"soft hyphen", "trans\u00adport\u200b", "transport"},
		{"pre", "<pre>a\nb</pre>", "a\nb"},
		{"less than", "5 < 6", "5 < 6"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := extract.Text(tt.in); got != tt.want {
				t.Errorf("Text(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestTextOfDeepTree(t *testing.T) {
	got := extract.Text(strings.Repeat("<b>", 100_000) + "a")
	if got != "a" {
		t.Errorf("Text of a tree 100,000 deep has %d bytes, want its one word", len(got))
	}
}
