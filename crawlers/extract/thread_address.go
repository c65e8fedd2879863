package extract

import (
	"net/url"
	"regexp"
	"strings"

	"vigie/crawlers/post"
)

// Addresses of forums: what they count pages by, and how they name threads and
// boards.
var (
	pagingPath    = regexp.MustCompile(`/(?:page[-/]?|p)\d+/?$|/(?:post|msg)-\d+/?$|/(?:latest|unread|preview|reply|last|newest)/?$`)
	pagingFile    = regexp.MustCompile(`(-\d+)?-(?:page-?)\d+(\.html?)?/?$`)
	pagingTopic   = regexp.MustCompile(`\b(topic=\d+)\.[a-z]*\d+.*$`)
	discourseTail = regexp.MustCompile(`^(.*/t/[^/]+/\d+)(?:/\d+)?(?:\.json)?/?$`)
	threadAddress = regexp.MustCompile(`(?i)viewtopic\.php\?(?:.*&)?(?:t|id)=\d+|showthread\.php\?|/threads?/.*\d|/t/[^/]+/\d+|/topics?/[^/]*\d|/sujets?[/_-].*\d|/discussions?/.*\d|[?&;/]topic[=,]\d+|/viewtopic/.*\d|-t\d+(?:-\d+)?\.html?$|/t\d+(?:p\d+)?-|/d/\d+|showtopic=\d+|/topic[-_]\d+`)
	boardAddress  = regexp.MustCompile(`(?i)viewforum\.php\?|forumdisplay\.php\?|/forums/.*\w|/forum/.*\d|/f\d+-|/f/\w|[?&;]board=\d+|/c/[^/]+|/categor(?:y|ies)/\w|showforum=\d+|/boards?/\w|-f\d+(?:-\d+)?\.html?$`)
)

// passing are the parameters of an address that name no thread.
var passing = map[string]bool{
	"start": true, "st": true, "page": true, "sid": true, "s": true, "do": true, "comment": true, "view": true, "viewfull": true, "sort": true, "order": true,
	"sk": true, "sd": true, "hilit": true, "postcount": true, "pp": true, "phpsessid": true, "highlight": true, "goto": true, "tab": true,
}

// ThreadURL is the address of the first page of a thread that has a page at
// raw: without session, number of the page and anchor. It is the thread's name.
func ThreadURL(raw string) string {
	text, err := post.Canonical(raw)
	if err != nil {
		return raw
	}
	u, err := url.Parse(text)
	if err != nil {
		return text
	}
	if m := discourseTail.FindStringSubmatch(u.Path); m != nil {
		u.Path, u.RawPath, u.RawQuery = m[1], "", ""
	}
	path := pagingPath.ReplaceAllString(u.Path, "")
	if path != u.Path && (strings.HasSuffix(u.Path, "/") || strings.Contains(path, "/threads/")) {
		path += "/"
	}
	u.Path, u.RawPath = pagingFile.ReplaceAllString(path, "$1$2"), ""
	u.RawQuery = ownQuery(u)
	if text, err = post.Canonical(u.String()); err != nil {
		return raw
	}
	return text
}

// ownQuery keeps of an address's parameters those that name the thread.
func ownQuery(u *url.URL) string {
	query := pagingTopic.ReplaceAllString(u.RawQuery, "$1.0")
	q := u.Query()
	named := q.Has("t") || q.Has("id") || q.Has("tid") || q.Has("topic") || !strings.Contains(u.Path, ".php") || strings.Contains(u.Path, "showthread") && !strings.HasPrefix(query, "p=")
	var kept []string
	for _, part := range strings.Split(query, "&") {
		name, _, _ := strings.Cut(part, "=")
		name = strings.ToLower(name)
		message := name == "p" || name == "pid" || name == "post" // or a page of FluxBB
		board := name == "f" && q.Has("t")                        // phpBB names it besides, or does not
		if part != "" && !passing[name] && !(message && named) && !board {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "&")
}

// IsThread tells whether an address looks like a thread's.
func IsThread(address string) bool { return threadAddress.MatchString(requested(address)) }

// IsBoard tells whether an address looks like that of a forum's board.
func IsBoard(address string) bool {
	return !IsThread(address) && boardAddress.MatchString(requested(address))
}

// requested is an address without its host.
func requested(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.RequestURI()
}
