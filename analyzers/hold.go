package analyzers

import (
	"slices"

	"vigie/analyzers/annotation"
	"vigie/analyzers/claim"
	"vigie/analyzers/mention"
	"vigie/crawlers/post"
)

// Hold holds what is read from now on against other facts. Stories and threads
// go on.
func (r *Reader) Hold(facts claim.Facts) { r.claim = claim.New(facts) }

// Judge holds the claims of a post that was read, from the source given, against
// the facts of now. What else was read from it stays, but for what the facts say
// of its thread: that is put right by the function that is returned, which is
// called once the post is kept. Nil: nothing changes.
func (r *Reader) Judge(p annotation.Post, src post.Source) (annotation.Post, func()) {
	body := mention.Body(p.Title, p.Text)
	said := body
	if _, answers := r.threads.opened(p.Post); answers && p.Text != "" {
		said = p.Text
	}
	a := &p.Annotation
	before := a.Claims
	a.Claims = orEmpty(r.claims(body, len(body)-len(said), r.parts(body, a), a.Mentions, p.Published))
	if slices.Equal(before, a.Claims) {
		return p, nil
	}
	var kept func()
	a.Rumor, kept = r.rumor.Again(p, before, src.Owner)
	a.Rumor.Why = orEmpty(a.Rumor.Why)
	return p, kept
}
