package social

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/crawlers/extract"
	"vigie/crawlers/post"
)

// mastodonStatus is https://docs.joinmastodon.org/entities/Status/.
type mastodonStatus struct {
	ID         word            `json:"id"`
	URI        word            `json:"uri"`
	URL        word            `json:"url"`
	Created    word            `json:"created_at"`
	Edited     word            `json:"edited_at"`
	Content    word            `json:"content"`
	Spoiler    word            `json:"spoiler_text"`
	Visibility word            `json:"visibility"`
	Language   word            `json:"language"`
	ReplyTo    word            `json:"in_reply_to_id"`
	ReplyWho   word            `json:"in_reply_to_account_id"`
	Reblog     *mastodonStatus `json:"reblog"`
	Account    struct {
		ID      word `json:"id"`
		Acct    word `json:"acct"`
		URL     word `json:"url"`
		NoIndex flag `json:"noindex"`
	} `json:"account"`
	Media []struct {
		Description word `json:"description"`
	} `json:"media_attachments"`
	Poll struct {
		Options []struct {
			Title word `json:"title"`
		} `json:"options"`
	} `json:"poll"`
	Mentions []struct {
		ID   word `json:"id"`
		Acct word `json:"acct"`
		URL  word `json:"url"`
	} `json:"mentions"`
}

// item makes a post of a status. A boost is no post of its own: what was
// boosted is taken once, and that this source carries it is a sighting.
func (m *mastodon) item(s mastodonStatus, now time.Time) item {
	at := moment(s.Created)
	mark := ""
	if s.Reblog != nil && s.Reblog.ID != "" {
		mark = string(s.ID)
		s = *s.Reblog
	}
	i := item{key: string(s.ID), mark: mark, at: at, above: string(s.ReplyTo), post: m.post(s, now)}
	open := s.Visibility == "" || s.Visibility == "public" || s.Visibility == "unlisted"
	// Who asks search engines to stay away is not picked out of a hashtag.
	i.skip = !open || bool(s.Account.NoIndex) && m.place.Kind == "tag"
	return i
}

func (m *mastodon) post(s mastodonStatus, now time.Time) post.Post {
	p := post.Post{Kind: post.Status, Author: m.handle(s.Account.Acct), Language: tongue(string(s.Language))}
	if p.URL = m.permalink(s); p.URL != "" {
		p.ID = post.NewID(p.URL)
	} else {
		p.ID = post.NewID(m.base, "status", string(s.ID))
	}
	p.AuthorURL, _ = post.Canonical(string(s.Account.URL)) // empty where it is no address
	p.Text = s.text()
	p.Links = linked(string(s.Content), m.base)
	p.Parent = m.parent(s)
	dated(&p, moment(s.Created), moment(s.Edited), now)
	return p
}

// permalink is the page of a status; empty where it has none. A server may give
// any page of the web as that of a status: it counts only on the host of what
// else names the status or its account. Else it is the server's own page of it.
func (m *mastodon) permalink(s mastodonStatus) string {
	account, address := hostOf(s.Account.URL), ""
	switch page, named := hostOf(s.URL), hostOf(s.URI); {
	case page != "" && (page == named || page == account):
		address = string(s.URL)
	case named != "" && named == account:
		address = string(s.URI)
	case s.Account.Acct != "":
		address = m.base + "/@" + url.PathEscape(string(s.Account.Acct)) + "/" + url.PathEscape(string(s.ID))
	}
	at, err := post.Permalink(address)
	if err != nil {
		return ""
	}
	return at
}

// hostOf is the host of an address, with its port; empty where it has none.
func hostOf(address word) string {
	u, err := url.Parse(strings.TrimSpace(string(address)))
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// text is all that a status says: its content warning, its content with the
// options of a poll, or where it has neither the description of a picture.
func (s mastodonStatus) text() string {
	parts := []string{extract.Line(string(s.Spoiler)), extract.Text(string(s.Content))}
	for _, o := range s.Poll.Options {
		parts = append(parts, name(o.Title))
	}
	for _, a := range s.Media {
		if parts[1] == "" {
			parts[1] = name(a.Description)
		}
	}
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), "\n\n")
}

// handle is the full name of an account: those of the server itself are told
// without it.
func (m *mastodon) handle(acct word) string {
	if acct == "" {
		return ""
	}
	who := name(acct)
	if u, err := url.Parse(m.base); err == nil && !strings.Contains(who, "@") {
		who += "@" + u.Host
	}
	return who
}

// parent is the identifier of the post that a status answers. The server tells
// only its number; of accounts of the same server the permalink follows from
// it, of others it does not.
func (m *mastodon) parent(s mastodonStatus) string {
	if s.ReplyTo == "" {
		return ""
	}
	profile := ""
	if s.ReplyWho == s.Account.ID && !strings.Contains(string(s.Account.Acct), "@") {
		profile = string(s.Account.URL)
	}
	for _, who := range s.Mentions {
		if who.ID == s.ReplyWho && !strings.Contains(string(who.Acct), "@") {
			profile = string(who.URL)
		}
	}
	if at, err := post.Permalink(strings.TrimSuffix(profile, "/") + "/" + string(s.ReplyTo)); err == nil && profile != "" {
		return post.NewID(at)
	}
	return post.NewID(m.base, "status", string(s.ReplyTo))
}
