package fact

// FromConfig is the Origin of what was taken in from the facts file that
// config.yaml names, whatever that is called.
const FromConfig = "config.yaml"

// Merge returns the versions to write so that the registry takes in the facts of
// config.yaml's file: those that differ from what was last taken in from it. What
// a person changed since stays until the file changes. Author is the file's name.
func (r *Registry) Merge(author string, facts Facts) []Version {
	var fresh []Version
	for _, f := range facts {
		if f = Clean(f); !r.taken(f) {
			fresh = append(fresh, Version{Author: author, Action: Put, Origin: FromConfig, Fact: f})
		}
	}
	return fresh
}

// taken tells whether a fact is as it was last taken in from the file. One that
// was never is where any version says the same: the file knows no more.
func (r *Registry) taken(f Fact) bool {
	var last *Version
	said := false
	for i, v := range r.lines {
		if v.Fact.ID != f.ID {
			continue
		}
		if v.Origin == FromConfig {
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
// in from the file, which has them no more, or is named no more. What a person
// changed since stays.
func (r *Registry) Gone(author string, facts Facts) []Version {
	var gone []Version
	for _, e := range r.entries {
		if _, still := facts.Find(e.Fact.ID); !still && e.Action == Put && e.Origin == FromConfig {
			gone = append(gone, Version{Author: author, Action: Retire, Origin: FromConfig, Fact: e.Fact})
		}
	}
	return gone
}
