package social

import (
	"context"
	"errors"
	"slices"

	"vigie/crawlers/fetch"
)

// missedTwice is how often in a row a post must be out of sight, where the
// network does not say that it is gone: one poor answer must not erase.
const missedTwice = 2

// verify looks whether some posts of earlier runs are still there, those first
// that were not looked at for longest. A post that its author or the network
// took down is reported; one that was edited is taken again.
func (w *walk) verify(ctx context.Context, n network) error {
	fresh := make(map[string]bool, len(w.run.Posts))
	for _, p := range w.run.Posts {
		fresh[p.ID] = true
	}
	var asked []watched
	var keys []string
	for _, s := range w.state.Watch {
		if (len(asked) < n.batch() || w.closed) && !fresh[s.Post] {
			asked = append(asked, s)
			keys = append(keys, s.Key)
		}
	}
	for part := range slices.Chunk(asked, n.batch()) {
		there, gone, err := n.check(ctx, w, keys[:len(part)])
		keys = keys[len(part):]
		var rest *fetch.RetryAfterError
		if errors.As(err, &rest) {
			return nil // it is asked again when it wants to be asked
		}
		if err != nil {
			return err
		}
		w.settle(part, there, gone)
	}
	return nil
}

// settle draws the conclusions of a check.
func (w *walk) settle(asked []watched, there []item, gone []string) {
	present := make(map[string]item, len(there))
	for _, i := range there {
		present[i.key] = i
	}
	away := make(map[string]bool, len(gone))
	for _, key := range gone {
		away[key] = true
	}
	reported := map[string]bool{}
	for _, s := range asked {
		i, ok := present[s.Key]
		if i.blind {
			continue // it is asked first the next time
		}
		w.state.drop(s.name())
		switch {
		case ok && !i.gone && !i.skip:
			s.Missed = 0
			if at := i.post.Updated; !at.IsZero() && at.Unix() > s.Edited && i.post.ID == s.Post {
				s.Edited = at.Unix()
				w.run.Posts = append(w.run.Posts, w.sourced(i.post))
			}
		case away[s.Key] || ok && (i.gone || i.skip) || s.Missed+1 >= missedTwice, w.closed && !ok:
			if !reported[s.Post] {
				reported[s.Post] = true
				w.run.Gone = append(w.run.Gone, s.Post)
			}
			continue
		default:
			s.Missed++
		}
		w.state.Watch = append(w.state.Watch, s)
	}
}

func (s *state) drop(name string) {
	for i, w := range s.Watch {
		if w.name() == name {
			s.Watch = append(s.Watch[:i:i], s.Watch[i+1:]...)
			return
		}
	}
}
