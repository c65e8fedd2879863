// Package analyzers reads posts: it runs every annotator over one post after
// another. It knows no clock, no network and no database, so the service, the
// command line and a replay of the past read in the same way. The detectors, in
// packages of their own below, then look at a window of what was read.
package analyzers

import (
	"cmp"
	"net/url"

	"vigie/analyzers/ambassador"
	"vigie/analyzers/annotation"
	"vigie/analyzers/claim"
	"vigie/analyzers/language"
	"vigie/analyzers/mention"
	"vigie/analyzers/query"
	"vigie/analyzers/rumor"
	"vigie/analyzers/sentiment"
	"vigie/analyzers/stance"
	"vigie/analyzers/story"
	"vigie/crawlers/post"
)

// mostToward is how many of a post's mentions are read for what is said of each;
// the others bear the post's sentiment. Only lists of names have so many.
const mostToward = 100

// Options say for whom posts are read.
type Options struct {
	Entities []mention.Entity
	// Organisation is the entity whose staff are ambassadors; empty: the first.
	Organisation string
	// Language is the organisation's: a few words that might be in any are in it, where
	// their source says nothing.
	Language string
	Facts    claim.Facts
	// Stories are how many are kept open, at about 3 kB each, and Copies the
	// posts that a near-copy is sought among, at about 800 B each: the oldest go
	// first. 0: 10,000 and 50,000.
	Stories, Copies int
}

// Reader reads one post after another, in the order in which they came: what a
// story and a thread are depends on what was read before. It is not safe for
// concurrent use.
type Reader struct {
	language   *language.Detector
	home       string
	sentiment  *sentiment.Model
	mention    *mention.Finder
	claim      *claim.Checker
	stance     *stance.Reader
	ambassador *ambassador.Finder
	story      *story.Index
	rumor      *rumor.Tracker
	recent     *recent
	threads    *threads
}

// New loads the models and prepares the entities and facts. The error names
// every fault of the entities.
func New(o Options) (*Reader, error) {
	languages, err := language.New()
	if err != nil {
		return nil, err
	}
	sentiments, err := sentiment.New()
	if err != nil {
		return nil, err
	}
	stances, err := stance.New()
	if err != nil {
		return nil, err
	}
	mentions, err := mention.New(o.Entities)
	if err != nil {
		return nil, err
	}
	return &Reader{
		language: languages, home: o.Language, sentiment: sentiments, stance: stances, mention: mentions,
		claim: claim.New(o.Facts), ambassador: ambassador.New(names(o)),
		story: story.New(story.Options{MaxStories: o.Stories, MaxCopies: o.Copies, Names: watched(o.Entities)}), rumor: rumor.NewTracker(), recent: newRecent(),
		threads: newThreads(),
	}, nil
}

// watched are the names that posts are looked for by.
func watched(entities []mention.Entity) []string {
	var all []string
	for _, e := range entities {
		all = append(append(append(append(all, e.Name), e.Aliases...), e.Handles...), e.Hashtags...)
	}
	return all
}

// names are those by which staff call the organisation.
func names(o Options) []string {
	for _, e := range o.Entities {
		if e.ID == o.Organisation || o.Organisation == "" {
			return append([]string{e.Name}, e.Aliases...)
		}
	}
	return nil
}

// Read annotates the next post, from the source given; a source that is not
// known is the zero Source. An annotation's lists are empty, never nil.
//
// An answer in a thread repeats the thread's title, which is another's word: it
// says what the answer is about, never what it says.
func (r *Reader) Read(p post.Post, src post.Source) annotation.Post {
	body := mention.Body(p.Title, p.Text)
	said := body
	opening, answers := r.threads.opened(p)
	if answers && p.Text != "" {
		said = p.Text
	}
	out := annotation.Post{Post: p}
	a := &out.Annotation
	a.ID = p.ID
	a.Language, a.LanguageScore = r.languageOf(body, cmp.Or(p.Language, src.Language))
	a.Sentiment = r.sentiment.Of(said, a.Language)
	a.Mentions = r.mention.Find(p.Title, p.Text, document(p, src, a))
	parts := r.parts(body, a)
	for i := range a.Mentions {
		m := &a.Mentions[i]
		if m.Sentiment = a.Sentiment; m.Start >= len(body)-len(said) && i < mostToward {
			m.Sentiment = r.sentiment.Toward(body, languageAt(parts, m.Start), m.Start, m.End, others(a.Mentions, m.Entity)...)
		}
	}
	a.Claims = r.claims(body, len(body)-len(said), parts, a.Mentions, p.Published)
	read := r.stance.Of(stance.Post{Text: said, Reply: answers || p.Parent != "", Opens: !answers && p.Parent == "" && p.Thread != "", Deep: p.Parent != "" && p.Parent != p.Thread, Parent: r.recent.of(cmp.Or(keyOf(p.Source, p.Parent), opening.post))})
	a.Stance, a.Doubt = read.Stance, read.Doubt
	a.Ambassador = r.ambassador.Of(said, cmp.Or(p.Author, src.Name), src.Owner, a.Language)
	if answers {
		a.Story = opening.story
		a.CopyOf, a.Terms = r.story.Follow(p.ID, p.Published, sureLanguage(out), said, opening.story)
	} else {
		a.Story, a.CopyOf, a.Terms = r.story.Add(p.ID, p.Published, sureLanguage(out), p.Title, p.Text)
	}
	a.StoryTitle = r.story.Title(a.Story)
	r.remember(p, said, a.Story)
	a.Rumor = r.rumor.Track(out, src.Owner)
	a.Doubt = max(a.Doubt, rumor.Doubt(out))
	fillLists(a)
	return out
}

// remember keeps what the answers to a post are read with.
func (r *Reader) remember(p post.Post, said, story string) {
	r.recent.add(p, said)
	r.threads.add(p, story)
}

// Memory is how far back posts are read again after a restart.
const Memory = story.Memory

// Restore takes up stored posts again, in the order in which they were read, so
// that stories and threads go on after a restart under their identifiers. After
// the posts of the last Memory, given at once or in parts, the reader goes on as
// if it had never stopped. Source says what is known of a post's source.
func (r *Reader) Restore(posts []annotation.Post, source func(id string) post.Source) {
	for _, p := range posts {
		a := p.Annotation
		was := story.Stored{Story: a.Story, Title: a.StoryTitle, CopyOf: a.CopyOf}
		title, text, said := p.Title, p.Text, mention.Body(p.Title, p.Text)
		if _, was.Follows = r.threads.opened(p.Post); was.Follows {
			said = cmp.Or(p.Text, said)
			title, text = "", said
		}
		r.story.Restore(p.ID, p.Published, sureLanguage(p), title, text, was)
		r.remember(p.Post, said, a.Story)
		r.rumor.Restore(p, source(p.Source).Owner)
	}
}

// surely is the score from which a language counts for stories: two texts of
// different languages are hardly one story, so a guess would part them. It was
// chosen on tweets of every other event and judged on the rest, see cmd/eval.
const surely = 0.7

// sureLanguage is a post's language where that is sure, else empty.
func sureLanguage(p annotation.Post) string {
	if a := p.Annotation; a.LanguageScore >= surely || a.Language == p.Language {
		return a.Language
	}
	return ""
}

// document is what an entity's query may ask of a post besides its words.
func document(p post.Post, src post.Source, a *annotation.Annotation) query.Doc {
	host := ""
	if u, err := url.Parse(p.URL); err == nil {
		host = u.Hostname()
	}
	return query.Doc{Author: p.Author, Source: p.Source, Host: host, Kind: string(p.Kind), Language: a.Language, URL: p.URL,
		Tags: src.Tags, Published: p.Published}
}

// fillLists makes lists that are empty [] rather than null where they are
// written as JSON.
func fillLists(a *annotation.Annotation) {
	a.Mentions = orEmpty(a.Mentions)
	a.Claims = orEmpty(a.Claims)
	a.Terms = orEmpty(a.Terms)
	a.Rumor.Why = orEmpty(a.Rumor.Why)
	a.Ambassador.Cues = orEmpty(a.Ambassador.Cues)
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
