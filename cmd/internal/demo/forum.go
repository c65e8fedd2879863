package demo

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// forumData is what the forum themes show besides.
type forumData struct {
	Boards  []board
	Board   board
	Threads []threadView
	Thread  threadView
	Pages   []pageLink
	Page    int
	Last    int
}

type board struct {
	ID      int
	Name    string
	URL     string
	Threads int
	Posts   int
}

type threadView struct {
	ID                   int
	Title, URL, Author   string
	Replies, Views       int
	First, Latest        time.Time
	FirstText, LastText  string
	LastAuthor, BoardURL string
}

type pageLink struct {
	N       int
	URL     string
	Current bool
}

// boards are the forum's sections, in the order of the site's first threads.
func (v *view) boards() []board {
	var out []board
	for _, e := range v.site.visible(v.now) {
		i := slices.IndexFunc(out, func(b board) bool { return b.Name == e.section })
		if i < 0 {
			i = len(out)
			out = append(out, board{ID: i + 2, Name: e.section})
			out[i].URL = v.boardURL(out[i], 1)
		}
		out[i].Posts++
		if e.thread.posts[0] == e {
			out[i].Threads++
		}
	}
	return out
}

func (v *view) boardURL(b board, page int) string {
	if v.site.Theme == "phpbb" {
		u := fmt.Sprintf("/viewforum.php?f=%d", b.ID)
		if page > 1 {
			u += fmt.Sprintf("&start=%d", (page-1)*2*perPage)
		}
		return u
	}
	u := fmt.Sprintf("/forums/%s.%d/", slug(b.Name), b.ID)
	if page > 1 {
		u += fmt.Sprintf("page-%d", page)
	}
	return u
}

func (v *view) threadURL(th *thread, page int) string {
	if v.site.Theme == "phpbb" {
		u := fmt.Sprintf("/viewtopic.php?t=%d", th.id)
		if page > 1 {
			u += fmt.Sprintf("&start=%d", (page-1)*perPage)
		}
		return u
	}
	u := fmt.Sprintf("/threads/%s.%d/", th.slug, th.id)
	if page > 1 {
		u += fmt.Sprintf("page-%d", page)
	}
	return u
}

// forum answers the addresses of the two engines.
func (v *view) forum(r *http.Request) (answer, error) {
	q, path := r.URL.Query(), r.URL.Path
	if v.site.Theme == "phpbb" {
		switch path {
		case "/", "/index.php":
			return v.forumIndex()
		case "/viewforum.php":
			return v.forumBoard(query(q, "f", 0), 1+query(q, "start", 0)/(2*perPage))
		case "/viewtopic.php":
			if p := query(q, "p", 0); p > 0 {
				return v.forumPost(p)
			}
			return v.forumThread(query(q, "t", 0), 1+query(q, "start", 0)/perPage)
		case "/memberlist.php":
			return v.member()
		}
		return answer{}, errNone
	}
	switch path {
	case "/":
		return v.forumIndex()
	case "/goto/post":
		return v.forumPost(query(q, "id", 0))
	}
	m := xenforoPath.FindStringSubmatch(path)
	if m == nil {
		return answer{}, errNone
	}
	id, _ := strconv.Atoi(m[2])
	n, err := strconv.Atoi(m[4])
	if err != nil {
		n = 1
	}
	switch {
	case m[1] == "members":
		return v.member()
	case m[1] == "forums":
		return v.forumBoard(id, n)
	case m[3] == "post":
		return v.forumPost(n)
	}
	return v.forumThread(id, n)
}

var xenforoPath = regexp.MustCompile(`^/(forums|threads|members)/[^/.]+\.(\d+)/(?:(page|post)-(\d+))?$`)

func (v *view) forumIndex() (answer, error) {
	latest := v.threads("")
	body, err := v.web.pages.render(v, "list", pageData{Title: v.site.Name, Canonical: v.base + "/",
		Forum: forumData{Boards: v.boards(), Threads: latest[:min(8, len(latest))]}})
	return isHTML(0, body, v.newest(v.site.visible(v.now))), err
}

// threads are the section's visible threads, the last answered first; every
// section's where it is empty.
func (v *view) threads(section string) []threadView {
	var out []threadView
	for _, th := range v.site.threads {
		es := v.messages(th)
		if len(es) == 0 || section != "" && th.section != section {
			continue
		}
		out = append(out, v.showThread(th, es))
	}
	slices.SortFunc(out, func(a, b threadView) int {
		if c := b.Latest.Compare(a.Latest); c != 0 {
			return c
		}
		return b.ID - a.ID
	})
	return out
}

func (v *view) showThread(th *thread, es []*entry) threadView {
	first, last := es[0], es[len(es)-1]
	return threadView{
		ID: th.id, Title: th.title, URL: v.threadURL(th, 1), Author: first.author,
		Replies: len(es) - 1, Views: 23*len(es) + th.id%97, First: first.at, Latest: last.at,
		FirstText: v.shortDate(first.at), LastText: v.shortDate(last.at), LastAuthor: last.author,
	}
}

// messages are the thread's visible posts.
func (v *view) messages(th *thread) []*entry {
	n := 0
	for n < len(th.posts) && !th.posts[n].at.After(v.now) {
		n++
	}
	return th.posts[:n]
}

func (v *view) forumBoard(id, page int) (answer, error) {
	boards := v.boards()
	i := slices.IndexFunc(boards, func(b board) bool { return b.ID == id })
	if i < 0 {
		return answer{}, errNone
	}
	all := v.threads(boards[i].Name)
	last := (len(all) + 2*perPage - 1) / (2 * perPage)
	if page < 1 || page > last {
		return answer{}, errNone
	}
	f := forumData{Board: boards[i], Page: page, Last: last,
		Threads: all[(page-1)*2*perPage : min(len(all), page*2*perPage)]}
	for n := 1; n <= last; n++ {
		f.Pages = append(f.Pages, pageLink{n, v.boardURL(boards[i], n), n == page})
	}
	d := pageData{Title: boards[i].Name, Canonical: v.base + boards[i].URL, Forum: f}
	if page < last {
		d.Older = v.boardURL(boards[i], page+1)
	}
	body, err := v.web.pages.render(v, "board", d)
	return isHTML(0, body, all[0].Latest), err
}

func (v *view) forumThread(id, page int) (answer, error) {
	i := slices.IndexFunc(v.site.threads, func(th *thread) bool { return th.id == id })
	if i < 0 {
		return answer{}, errNone
	}
	th := v.site.threads[i]
	es := v.messages(th)
	last := (len(es) + perPage - 1) / perPage
	if page < 1 || page > last {
		return answer{}, errNone
	}
	f := forumData{Thread: v.showThread(th, es), Page: page, Last: last}
	for _, b := range v.boards() {
		if b.Name == th.section {
			f.Board = b
		}
	}
	for n := 1; n <= last; n++ {
		f.Pages = append(f.Pages, pageLink{n, v.threadURL(th, n), n == page})
	}
	d := pageData{Title: th.title, Canonical: v.base + v.threadURL(th, page), Forum: f}
	if page > 1 {
		d.Newer = v.threadURL(th, page-1)
	}
	if page < last {
		d.Older = v.threadURL(th, page+1)
	}
	shown := es[(page-1)*perPage : min(len(es), page*perPage)]
	for _, e := range shown {
		p := v.show(e)
		p.Human, p.First = v.shortDate(e.at), e == th.posts[0]
		p.AuthorURL = v.memberURL(e.author)
		d.Posts = append(d.Posts, p)
	}
	body, err := v.web.pages.render(v, "thread", d)
	return isHTML(0, body, shown[len(shown)-1].at), err
}

// forumPost finds the page of its thread that holds a message: phpBB shows it
// in place, XenForo redirects to it.
func (v *view) forumPost(id int) (answer, error) {
	for _, e := range v.site.visible(v.now) {
		if e.id != id {
			continue
		}
		page := 1 + slices.Index(e.thread.posts, e)/perPage
		if v.site.Theme == "phpbb" {
			return v.forumThread(e.thread.id, page)
		}
		return answer{status: http.StatusMovedPermanently,
			location: fmt.Sprintf("%s%s#post-%d", v.base, v.threadURL(e.thread, page), id)}, nil
	}
	return answer{}, errNone
}

func (v *view) memberURL(name string) string {
	n := 40
	for _, r := range name {
		n = (n*31 + int(r)) % 9973
	}
	if v.site.Theme == "phpbb" {
		return fmt.Sprintf("/memberlist.php?mode=viewprofile&u=%d", n)
	}
	return fmt.Sprintf("/members/%s.%d/", slug("m "+name), n)
}

func (v *view) member() (answer, error) {
	body, err := v.web.pages.render(v, "static", pageData{Title: "Profil",
		Body: "<p>Vous devez être connecté pour voir les profils.</p>"})
	return isHTML(0, body, v.web.opts.Start.AddDate(0, -3, 0)), err
}

func (v *view) shortDate(t time.Time) string {
	if v.site.Theme == "phpbb" {
		m := month("fr", t)
		return fmt.Sprintf("%.3s. %d %s %d %s", weekday("fr", t), t.Day(), m, t.Year(), t.Format("15:04"))
	}
	return fmt.Sprintf("%d %s %d à %s", t.Day(), upperFirst(month("fr", t)), t.Year(), t.Format("15:04"))
}
