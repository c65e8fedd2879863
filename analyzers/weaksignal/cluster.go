package weaksignal

import "sort"

// cluster is terms that tell the same, the least likely to be luck first.
type cluster struct {
	terms []*rise
	posts map[string]*light
}

// merge joins terms most of whose posts are in a cluster already, in the one
// that holds most of them. A narrow term that tells one story within a wide one
// that tells others too ("odeur de brûlé" among all that is said of "ligne 3")
// is a finding of its own, and its story is taken out of the wide one.
func (d *Detector) merge(rising []*rise) []*cluster {
	sort.Slice(rising, func(i, j int) bool { return before(rising[i], rising[j]) })
	var out []*cluster
	for _, r := range rising {
		c, in := best(out, r)
		switch {
		case 2*in < len(r.posts):
			out = append(out, newCluster(r))
		case c.split(r):
			out = append(out, newCluster(r))
		default:
			c.add(r)
		}
	}
	kept := out[:0]
	for _, c := range out {
		if voices, sources, _ := independent(c.lights()); voices >= d.c.MinVoices && (sources >= d.c.MinSources || sources == 0) {
			kept = append(kept, c)
		}
	}
	return kept
}

func before(a, b *rise) bool {
	switch {
	case a.p != b.p:
		return a.p < b.p
	case a.voices != b.voices:
		return a.voices > b.voices
	case len(a.term.folded) != len(b.term.folded): // of two with the same posts, the pair
		return len(a.term.folded) > len(b.term.folded)
	case a.key != b.key:
		return a.key < b.key
	}
	return a.window < b.window
}

// best is the cluster that holds most of the term's posts, and how many.
func best(clusters []*cluster, r *rise) (c *cluster, most int) {
	for _, k := range clusters {
		in := 0
		for _, l := range r.posts {
			if k.posts[l.id] != nil {
				in++
			}
		}
		if in > most {
			c, most = k, in
		}
	}
	return c, most
}

func newCluster(r *rise) *cluster {
	c := &cluster{posts: make(map[string]*light)}
	for _, l := range r.posts {
		c.posts[l.id] = l
	}
	c.terms = append(c.terms, r)
	return c
}

// add takes a term in, and of its posts those that a term of the cluster's
// holds too, so that one loose word does not carry others' posts in. The leading
// term brings all its posts, from whichever window.
func (c *cluster) add(r *rise) {
	c.terms = append(c.terms, r)
	if r.key == c.terms[0].key {
		for _, l := range r.posts {
			c.posts[l.id] = l
		}
	}
	n := make(map[string]int)
	for _, t := range c.terms {
		for _, l := range t.posts {
			if n[l.id]++; n[l.id] == 2 {
				c.posts[l.id] = l
			}
		}
	}
}

// split takes the story that r tells out of a cluster that mostly tells others,
// and reports whether it did.
func (c *cluster) split(r *rise) bool {
	story, n := told(r.posts)
	if story == "" || 10*n < 6*len(r.posts) {
		return false
	}
	within := 0
	for _, l := range c.posts {
		if l.story == story {
			within++
		}
	}
	if 2*within >= len(c.posts) {
		return false
	}
	c.without(story)
	return true
}

// without drops a story's posts from the cluster and its terms.
func (c *cluster) without(story string) {
	for id, l := range c.posts {
		if l.story == story {
			delete(c.posts, id)
		}
	}
	for _, t := range c.terms {
		var kept []*light
		for _, l := range t.posts {
			if l.story != story {
				kept = append(kept, l)
			}
		}
		t.posts = kept
	}
}

func (c *cluster) lights() []*light {
	var out []*light
	for _, l := range c.posts {
		out = append(out, l)
	}
	return out
}

// told is the story that most of the posts tell, and how many do.
func told(posts []*light) (story string, most int) {
	n := make(map[string]int)
	for _, l := range posts {
		if s := l.story; s != "" {
			n[s]++
			if n[s] > most || n[s] == most && s < story {
				story, most = s, n[s]
			}
		}
	}
	return story, most
}
