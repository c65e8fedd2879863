package fact

// Merge returns the versions to write so that the registry takes in the facts of
// a file: those that differ from what was last taken in from it. What a person
// changed since stays until the file changes. Origin is the file's base name.
func (r *Registry) Merge(origin string, facts Facts) []Version {
	var fresh []Version
	for _, f := range facts {
		if f = Clean(f); !r.taken(origin, f) {
			fresh = append(fresh, Version{Author: origin, Action: Put, Origin: origin, Fact: f})
		}
	}
	return fresh
}

// taken tells whether a fact is as it was last taken in from a file. One that
// was never is where any version says the same: the file knows no more.
func (r *Registry) taken(origin string, f Fact) bool {
	var last *Version
	said := false
	for i, v := range r.lines {
		if v.Fact.ID != f.ID {
			continue
		}
		if v.Origin == origin {
			last = &r.lines[i]
		}
		said = said || v.Action == Put && Same(v.Fact, f)
	}
	if last == nil {
		return said
	}
	return last.Action == Put && Same(last.Fact, f)
}

// Gone returns the versions that retire the facts whose latest version was taken
// in from a file that has them no more. What a person changed since stays.
func (r *Registry) Gone(origin string, facts Facts) []Version {
	var gone []Version
	for _, e := range r.entries {
		if _, still := facts.Find(e.Fact.ID); !still && e.Action == Put && e.Origin == origin {
			gone = append(gone, Version{Author: origin, Action: Retire, Origin: origin, Fact: e.Fact})
		}
	}
	return gone
}
