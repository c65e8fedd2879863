package post

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// kinds are all of them.
var kinds = []Kind{Article, Blog, Message, Comment, Status}

// Check tells of a kind that there is none such.
func (k Kind) Check() error {
	if slices.Contains(kinds, k) {
		return nil
	}
	return fmt.Errorf("the kind %.40q is not known: article, blog, message, comment or status", k)
}

// IsID tells whether an identifier is one that NewID makes: no two sources
// share such a one.
func IsID(id string) bool {
	return len(id) == 32 && strings.Trim(id, "0123456789abcdef") == ""
}

// Adopt readies a post that a Reader read for storing. One that names no source
// or kind gets these; the identifiers of its file become those of its source,
// else the "1" of one file would be the "1" of the next; and dates are held to
// what can be at now.
func Adopt(p Post, source string, kind Kind, now time.Time) (Post, error) {
	unnamed := p.ID == identify(p) // the reader's own, made before the source was known
	if p.Source == "" {
		p.Source = source
	}
	if p.Kind == "" {
		p.Kind = kind
	}
	if err := p.Kind.Check(); err != nil {
		return Post{}, err
	}
	if unnamed {
		p.ID = identify(p)
	}
	for _, id := range []*string{&p.ID, &p.Thread, &p.Parent} {
		if *id != "" && !IsID(*id) {
			*id = NewID(p.Source, *id)
		}
	}
	p.Fetched, _ = Plausible(p.Fetched, now)
	p.Published, p.Dated = Plausible(p.Published, p.Fetched)
	if at, ok := Plausible(p.Updated, p.Fetched); ok && at.After(p.Published) {
		p.Updated = at
	} else {
		p.Updated = time.Time{}
	}
	return p, nil
}
