package feed

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const hour = 3600

// zones are the names that are common enough to be meant, in seconds east of
// Greenwich. Of those that several places share, the one that feeds mean.
var zones = map[string]int{
	"z": 0, "gmt": 0, "utc": 0, "ut": 0, "wet": 0,
	"cet": hour, "mez": hour, "met": hour, "west": hour, "bst": hour, "wat": hour, "a": -hour, "n": hour, "m": -12 * hour, "y": 12 * hour,
	"cest": 2 * hour, "mesz": 2 * hour, "mest": 2 * hour, "eet": 2 * hour, "sast": 2 * hour, "cat": 2 * hour,
	"eest": 3 * hour, "msk": 3 * hour, "trt": 3 * hour, "eat": 3 * hour, "msd": 4 * hour, "pkt": 5 * hour,
	"ist": 5*hour + hour/2, "npt": 5*hour + 3*hour/4, "wib": 7 * hour, "ict": 7 * hour, "hkt": 8 * hour, "sgt": 8 * hour, "pht": 8 * hour, "awst": 8 * hour,
	"jst": 9 * hour, "kst": 9 * hour, "acst": 9*hour + hour/2, "aest": 10 * hour, "acdt": 10*hour + hour/2, "aedt": 11 * hour, "nzst": 12 * hour, "nzdt": 13 * hour,
	"brt": -3 * hour, "art": -3 * hour, "nst": -3*hour - hour/2, "ndt": -2*hour - hour/2, "ast": -4 * hour, "adt": -3 * hour,
	"est": -5 * hour, "edt": -4 * hour, "et": -5 * hour, "cst": -6 * hour, "cdt": -5 * hour, "ct": -6 * hour,
	"mst": -7 * hour, "mdt": -6 * hour, "mt": -7 * hour, "pst": -8 * hour, "pdt": -7 * hour, "pt": -8 * hour,
	"akst": -9 * hour, "akdt": -8 * hour, "hst": -10 * hour,
}

// halves are the names of the halves of a day.
var halves = map[string]byte{
	"am": 'a', "pm": 'p', "오전": 'a', "오후": 'p', "上午": 'a', "下午": 'p', "午前": 'a', "午後": 'p', "πμ": 'a', "μμ": 'p',
}

// stems begin the names of months, without accents, in English, French, German,
// Spanish, Italian, Portuguese, Dutch, Hungarian, Greek and Russian.
var stems = map[string]int{
	"jan": 1, "ene": 1, "gen": 1, "ιαν": 1, "янв": 1,
	"feb": 2, "fev": 2, "φεβ": 2, "фев": 2,
	"apr": 4, "avr": 4, "abr": 4, "απρ": 4, "апр": 4,
	"may": 5, "mai": 5, "mag": 5, "mei": 5, "maj": 5, "mau": 5, "μαι": 5, "мая": 5, "маи": 5,
	"jun": 6, "juin": 6, "giu": 6, "ιουν": 6, "ιον": 6, "июн": 6,
	"jul": 7, "juil": 7, "lug": 7, "ιουλ": 7, "ιολ": 7, "июл": 7,
	"aug": 8, "aou": 8, "ago": 8, "αυγ": 8, "авг": 8,
	"sep": 9, "set": 9, "sze": 9, "σεπ": 9, "сен": 9,
	"oct": 10, "okt": 10, "ott": 10, "out": 10, "οκτ": 10, "окт": 10,
	"nov": 11, "νοε": 11, "ноя": 11,
	"dec": 12, "dez": 12, "dic": 12, "δεκ": 12, "дек": 12,
}

// marches are whole names: those of Tuesdays begin alike.
var marches = map[string]bool{
	"mar": true, "mars": true, "march": true, "marz": true, "maerz": true, "mrz": true, "mrt": true, "maart": true, "marzo": true,
	"marco": true, "marc": true, "marcius": true, "μαρ": true, "μαρτιου": true, "μαρτιος": true, "μαω": true, "мар": true, "марта": true, "март": true,
}

// monthOf is the month that a word names, 0 for none.
func monthOf(word string) int {
	word = plainWord(word)
	if marches[word] {
		return 3
	}
	letters := 0
	for i := range word {
		if letters == 3 || letters == 4 {
			if month, ok := stems[word[:i]]; ok {
				return month
			}
		}
		letters++
	}
	return stems[word]
}

// plainWord is a word in small letters without accents and dots.
func plainWord(word string) string {
	word = strings.ToLower(strings.Trim(word, ".'"))
	for i := range len(word) {
		if word[i] >= 0x80 {
			return strings.Map(func(r rune) rune {
				if unicode.Is(unicode.Mn, r) {
					return -1
				}
				return r
			}, norm.NFD.String(word))
		}
	}
	return word
}
