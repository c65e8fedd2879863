package text

import (
	"slices"
	"strings"
)

// paradigm is the endings that one root takes, folded, and the least letters that
// the root has: of shorter ones too many words of other meanings are made.
type paradigm struct {
	root    int
	endings []string
}

func endings(root int, list string) paradigm {
	p := paradigm{root, strings.Fields(list)}
	for i, e := range p.endings {
		if e == "-" {
			p.endings[i] = ""
		}
	}
	return p
}

// paradigms are the inflections of French and English: plural, feminine, and the
// verbs whose root stays. Words made from others (bank, banker) are not among them.
var paradigms = []paradigm{
	endings(2, "- s"), endings(4, "u ux"), endings(5, "- e s es"), // bus, reseaux, clientes
	endings(3, "al aux ale ales"), endings(3, "ail aux"),
	endings(3, "eur eurs euse euses"), endings(3, "teur teurs trice trices"), endings(3, "er ers ere eres"),
	endings(3, "f fs ve ves"), endings(3, "x se ses"), endings(4, "c cs que ques"),
	endings(3, "el els elle elles"), endings(3, "en ens enne ennes"), endings(3, "on ons onne onnes"), endings(3, "et ets ette ettes"),
	// parler, manger
	endings(3, "er e es ons ez ent ee ees ais ait ions iez aient ant a ai as ames erent era erai eras erez erons eront erais erait eraient eons eait eaient eant"),
	// finir, vendre
	endings(3, "ir i is it ie ies issons issez issent issais issait issaient issant ira irai iront irais irait iraient"),
	endings(4, "re - s u ue us ues ons ez ent ais ait aient ant ra rai ront rait raient"),
	// call, close, carry
	endings(3, "- s ed ing"), endings(3, "e es ed ing"), endings(3, "y ies ied ying"),
}

// hissing are the letters after which English adds -es.
var hissing = []string{"s", "x", "z", "ch", "sh"}

// Inflected tells whether two folded words are forms of one, in French or in
// English: "compte" and "comptes", "opérateur" and "opératrice", "fermer" and
// "fermées", "stop" and "stopped". It goes by their endings alone, so that rare words are
// known too, and irregular verbs are not. Function words have no other form.
func Inflected(a, b string) bool {
	if a == b {
		return true
	}
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	if n < 2 || len(a)-n > 7 || len(b)-n > 7 || IsStop("", a) || IsStop("", b) {
		return false
	}
	if hisses(a, b) || hisses(b, a) || doubled(a, b) || doubled(b, a) {
		return true
	}
	for root := n; root >= max(2, n-3); root-- {
		for _, p := range paradigms {
			if root >= p.root && slices.Contains(p.endings, a[root:]) && slices.Contains(p.endings, b[root:]) {
				return true
			}
		}
	}
	return false
}

// hisses tells "buses" of "bus".
func hisses(one, many string) bool {
	return len(many) == len(one)+2 && strings.HasPrefix(many, one) && strings.HasSuffix(many, "es") &&
		slices.ContainsFunc(hissing, func(h string) bool { return strings.HasSuffix(one, h) })
}

// doubled tells "stopped" and "stopping" of "stop".
func doubled(verb, form string) bool {
	if len(verb) < 3 || !strings.HasPrefix(form, verb) {
		return false
	}
	rest := form[len(verb):]
	return rest != "" && rest[0] == verb[len(verb)-1] && (rest[1:] == "ed" || rest[1:] == "ing")
}
