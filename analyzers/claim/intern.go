package claim

import "slices"

// number gives each stem of an alias a number, and notes of which a word is a form: the
// stem itself, its kin, and what is at most two letters longer or shorter.
func (c *Checker) number() {
	of := map[string]int32{}
	c.stems = of
	c.forms = map[string][]int32{}
	add := func(form string, id int32) {
		if !slices.Contains(c.forms[form], id) {
			c.forms[form] = append(c.forms[form], id)
		}
	}
	for _, f := range c.facts {
		for i := range f.aliases {
			a := &f.aliases[i]
			a.ids = a.ids[:0]
			for _, st := range a.stems {
				id, known := of[st]
				if !known {
					id = int32(len(of))
					of[st] = id
					add(st, id)
					for _, k := range kin[st] {
						add(k, id)
					}
					for n := len(st) - 1; n >= max(5, len(st)-2); n-- {
						add(st[:n], id)
					}
				}
				a.ids = append(a.ids, id)
			}
		}
	}
}

// intern notes on each token which stems of aliases it is a form of.
func (r *reading) intern() {
	if r.interned {
		return
	}
	r.interned = true
	for i := range r.tokens {
		tk := &r.tokens[i]
		tk.ids = r.forms[tk.stem]
		for n := len(tk.stem) - 1; n >= max(5, len(tk.stem)-2); n-- {
			if id, known := r.stems[tk.stem[:n]]; known {
				tk.ids = append(slices.Clip(tk.ids), id)
			}
		}
		if i+1 < len(r.tokens) && particles[r.tokens[i+1].fold] { // "turned over", "turnover"
			if more := r.forms[tk.stem+r.tokens[i+1].fold]; more != nil {
				tk.ids = append(slices.Clip(tk.ids), more...)
			}
		}
	}
}

// learn notes the stems that some entry may know.
func (s *sheet) learn() {
	s.known = map[string]bool{}
	for _, e := range s.entries {
		for _, words := range []map[string]bool{e.topics, e.words} {
			for st := range words {
				s.known[st] = true
			}
		}
		for _, st := range e.key {
			for n := len(st); n >= max(5, len(st)-2) || n == len(st); n-- {
				s.known[st[:n]] = true
			}
		}
	}
}

// mayKnow says whether an entry may know the stem, or one at most two letters shorter.
func (s *sheet) mayKnow(stem string) bool {
	return s.known[stem] || len(stem) > 5 && s.known[stem[:len(stem)-1]] || len(stem) > 6 && s.known[stem[:len(stem)-2]]
}
