package crawlers

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"vigie/crawlers/fetch"
	"vigie/crawlers/forum"
	"vigie/crawlers/post"
	"vigie/crawlers/social"
)

// Eraser is a Sink that can also forget. ErasePosts removes posts that their
// author or the network took down, with all that was derived from them, by
// their identifiers; those that are not there are no error. What another source
// holds stays: nobody takes back what is not theirs. Where a Sink is no Eraser,
// deletions are not looked for.
type Eraser interface {
	ErasePosts(ctx context.Context, source string, ids []string) error
}

// erase hands the Sink what was taken down.
func (c *Crawler) erase(ctx context.Context, source post.Source, ids []string) error {
	eraser, ok := c.opt.Sink.(Eraser)
	if !ok || len(ids) == 0 {
		return nil
	}
	if err := eraser.ErasePosts(ctx, source.ID, ids); err != nil {
		return fmt.Errorf("erase %d posts of source %s that were taken down: %w", len(ids), source.ID, err)
	}
	c.opt.Log.Info("erased", "source", source.ID, "posts", len(ids), "reason", "taken down upstream")
	return nil
}

// socialReader reads social networks. Discourse, which is a forum, and what is
// no place of a network that is known go to the reader of forums.
type socialReader struct {
	social *social.Reader
	forum  *forumReader
	verify bool // the Sink can erase
}

func newSocialReader(opt Options, forums *forumReader) *socialReader {
	_, erases := opt.Sink.(Eraser)
	return &socialReader{social: social.New(opt.Fetcher, opt.Networks), forum: forums, verify: erases}
}

func (s *socialReader) read(ctx context.Context, j job) (reading, error) {
	if _, unknown := social.Locate(j.source.URL); unknown != nil {
		found, err := s.forum.read(ctx, j)
		if errors.Is(err, forum.ErrSilent) {
			err = unknown
		}
		return found, err
	}
	run, err := s.social.Read(ctx, social.Job{
		Source: j.source, State: j.last.LastModified, ETag: j.last.ETag, Entry: j.last.Entry, Start: j.start, Verify: s.verify,
	})
	found := reading{
		posts: run.Posts, gone: run.Gone, items: run.Shown, same: run.Same, rest: run.Rest, behind: run.More,
		closing: Visit{Status: run.Status, Bytes: run.Bytes, ETag: run.ETag, LastModified: run.State, Entry: run.Entry},
	}
	var status *fetch.StatusError
	if errors.As(err, &status) {
		found.closing.Status = status.Status
	}
	return found, err
}

// recognises tells whether an address that nobody named the kind of is one of a
// social network: by its host, or where it only looks like one of Mastodon by
// what the server says of itself.
func (s *socialReader) recognises(ctx context.Context, j job) bool {
	place, err := social.Locate(j.source.URL)
	switch {
	case err != nil:
		return false
	case place.Sure:
		return true
	case j.last.Entry != "":
		return strings.HasPrefix(j.last.Entry, place.Server+"/api/v1/") // as it was found out before
	}
	return s.social.Fediverse(ctx, place.Server)
}

// orSocial reads an address of a social network as that, and all else as other
// does.
type orSocial struct {
	social *socialReader
	other  reader
}

func (o *orSocial) read(ctx context.Context, j job) (reading, error) {
	if o.social.recognises(ctx, j) {
		return o.social.read(ctx, j)
	}
	return o.other.read(ctx, j)
}

// probeSocial probes an address of a social network; it is false for all else.
func (c *Crawler) probeSocial(ctx context.Context, source post.Source) (Probed, bool, error) {
	networks := newSocialReader(c.opt, nil)
	if !networks.recognises(ctx, job{source: source}) {
		return Probed{}, false, nil
	}
	run, err := networks.social.Read(ctx, social.Job{Source: source, Start: c.opt.Now(), Pages: 1})
	p := Probed{Kind: post.Social, Entry: run.Entry, Items: run.Shown, Posts: run.Posts[:min(len(run.Posts), mostShown)]}
	if err != nil {
		return p, true, fmt.Errorf("probe %s: %w", source.URL, err)
	}
	p.Note = fmt.Sprintf("%s: %d posts on the first page", run.Entry, p.Items)
	if p.Items == 0 && !strings.HasPrefix(p.Entry, "ws") { // on a stream, silence is usual
		return p, true, fmt.Errorf("probe %s: %s shows no post yet", source.URL, run.Entry)
	}
	if len(p.Posts) > 0 {
		p.Language = p.Posts[0].Language
	}
	return p, true, nil
}
