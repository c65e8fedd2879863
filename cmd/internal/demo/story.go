package demo

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// storyLine is a run of posts whose words and times are written out, from
// corpus/stories.yaml.
type storyLine struct {
	Name  string      `yaml:"story"`
	Posts []storyPost `yaml:"posts"`
}

type storyPost struct {
	Key     string        `yaml:"key"`    // what others refer to it by
	At      time.Duration `yaml:"at"`     // from the start; negative: history
	Site    string        `yaml:"site"`   //
	Thread  string        `yaml:"thread"` // forums: title; the same title is the same thread
	Title   string        `yaml:"title"`  // other sites
	Section string        `yaml:"section"`
	Author  string        `yaml:"author"`
	Text    string        `yaml:"text"` // paragraphs; "> key: words" quotes, [[key|words]] links
}

// stories adds the posts of the story lines. Times after the start are
// stretched by Pace.Story.
func (c *composer) stories(w *Web, files fs.FS) error {
	b, err := fs.ReadFile(files, "corpus/stories.yaml")
	if err != nil {
		return fmt.Errorf("read the stories: %w", err)
	}
	var lines []storyLine
	if err := yaml.UnmarshalWithOptions(b, &lines, yaml.Strict()); err != nil {
		return fmt.Errorf("read corpus/stories.yaml: %w", err)
	}
	threads := map[string]*thread{}
	for _, l := range lines {
		for _, p := range l.Posts {
			s := w.byHost[p.Site]
			if s == nil {
				return fmt.Errorf("story %s: %q: no such site", l.Name, p.Site)
			}
			e := c.newEntry(s, c.start.Add(p.after(w.opts.Pace.Story)), p.Author)
			e.key, e.story, e.section = p.Key, l.Name, p.Section
			e.title = c.setter.set(s.Language, p.Title)
			e.blocks = c.storyBlocks(s.Language, p)
			if s.isForum() {
				c.join(threads, s, p, e)
			}
			s.posts = append(s.posts, e)
		}
	}
	return nil
}

func (p storyPost) after(stretch float64) time.Duration {
	if p.At <= 0 {
		return p.At
	}
	return time.Duration(float64(p.At) * stretch).Truncate(time.Second)
}

// join puts a story's message into its thread, opened where it is not yet.
func (c *composer) join(threads map[string]*thread, s *site, p storyPost, e *entry) {
	th := threads[s.ID+p.Thread]
	if th == nil {
		th = &thread{title: c.setter.set(s.Language, p.Thread), section: p.Section}
		threads[s.ID+p.Thread] = th
		s.threads = append(s.threads, th)
	}
	e.title, e.section, e.thread = th.title, th.section, th
	th.posts = append(th.posts, e)
}

var quotation = regexp.MustCompile(`(?s)^> (?:([\w-]+): )?(.*)$`)

func (c *composer) storyBlocks(lang string, p storyPost) []block {
	var out []block
	for _, para := range strings.Split(strings.TrimSpace(p.Text), "\n\n") {
		b := block{text: strings.Join(strings.Fields(para), " ")}
		if m := quotation.FindStringSubmatch(b.text); m != nil {
			b.quote, b.author, b.text = true, m[1], m[2]
		}
		if strings.HasPrefix(p.Author, "~") && !b.quote {
			b.text = hasty(b.text)
		} else {
			b.text = c.setter.set(lang, b.text)
		}
		out = append(out, b)
	}
	return out
}

var link = regexp.MustCompile(`\[\[([\w-]+)\|([^\]]+)\]\]`)

// resolve ties quotations to the posts they quote, and makes sure that every
// link of a story leads to a post.
func (c *composer) resolve(w *Web) error {
	w.keys = map[string]*entry{}
	for _, s := range w.sites {
		for _, e := range s.posts {
			if e.key != "" {
				w.keys[e.key] = e
			}
		}
	}
	for _, s := range w.sites {
		for _, e := range s.posts {
			for i := range e.blocks {
				if err := w.tie(e, &e.blocks[i]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (w *Web) tie(e *entry, b *block) error {
	for _, m := range link.FindAllStringSubmatch(b.text, -1) {
		if w.keys[m[1]] == nil {
			return fmt.Errorf("post %q of %s: %q: no post has this key", e.title, e.site.ID, m[1])
		}
	}
	if e.story == "" || !b.quote || b.author == "" {
		return nil
	}
	if b.of = w.keys[b.author]; b.of == nil {
		return fmt.Errorf("post %q of %s: %q: no post has this key", e.title, e.site.ID, b.author)
	}
	b.author = b.of.author
	return nil
}
