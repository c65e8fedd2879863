package rumor

import (
	"strings"

	"vigie/analyzers/annotation"
	"vigie/analyzers/text"
	"vigie/crawlers/post"
)

// joking reports whether a post is satire: its source is, or it says so itself.
func joking(p annotation.Post, owner post.Owner) bool {
	return owner == post.Satire || marked(p.Title+"\n"+p.Text)
}

// satireMarks are how a post says in so many words that it is no news. A bare word is
// none: "une parodie de justice" is meant.
var satireMarks = []string{"[satire]", "(satire)", "[parodie]", "(parodie)", "[parody]", "(parody)", "[humour]", "(humour)", "[joke]",
	"article satirique", "satirical article", "ceci est une parodie", "ceci est une satire", "this is satire", "this is a parody"}

var satireTags = map[string]bool{"#satire": true, "#humour": true, "#humor": true, "#joke": true, "#parodie": true, "#parody": true, "#satirique": true, "#blague": true}

// marked reports whether a text is marked as satire.
func marked(s string) bool {
	if len(s) > 20_000 {
		s = s[:20_000]
	}
	s = strings.TrimSpace(s)
	if strings.HasSuffix(s, " /s") {
		return true
	}
	if !strings.ContainsAny(s, "#[(") && !strings.Contains(s, "ati") && !strings.Contains(s, "arod") {
		return false // most posts
	}
	fold := text.Fold(s)
	for _, m := range satireMarks {
		if strings.Contains(fold, m) {
			return true
		}
	}
	for _, w := range strings.Fields(fold) {
		if w[0] == '#' && satireTags[strings.TrimRight(w, ".,;:!?)")] {
			return true
		}
	}
	return false
}
