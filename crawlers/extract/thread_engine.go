package extract

import (
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// engine is how one forum software marks its messages. Only body is needed;
// what an engine does not say is found as on a page of no known engine.
type engine struct {
	name   string
	sign   sel   // the page has it
	body   []sel // the text of each message; the first that is there
	head   sel   // what stands before its block and belongs to it
	block  sel   // the message around its body; none: as much around it as holds no other
	author sel
	date   sel
}

type sel = cascadia.SelectorGroup

func find(selector string) sel {
	group, err := cascadia.ParseGroup(selector)
	if err != nil {
		panic(selector + ": " + err.Error()) // a literal of this package, compiled by its tests
	}
	return group
}

func finds(selectors ...string) []sel {
	out := make([]sel, 0, len(selectors))
	for _, s := range selectors {
		out = append(out, find(s))
	}
	return out
}

func one(n *html.Node, s sel) *html.Node {
	if n == nil || s == nil {
		return nil
	}
	return cascadia.Query(n, s)
}

func all(n *html.Node, s sel) []*html.Node {
	if n == nil || s == nil {
		return nil
	}
	return cascadia.QueryAll(n, s)
}

var selHTML, selBase = find("html"), find("base[href]")

// engines are asked in turn; those with the clearest marks come first.
var engines = []engine{
	{
		name: "discourse", sign: find(".cooked, .crawler-post, .topic-body [itemprop=text].post"),
		body:   finds("article[data-post-id] .cooked, .topic-post .cooked, .crawler-post .post, .crawler-post [itemprop=text], .topic-body .post[itemprop=text], .topic-body .cooked"),
		block:  find("article[data-post-id], .crawler-post, .topic-post"),
		author: find(".names .username a, .names a[data-user-card], .creator [itemprop=name], .names .username, [itemprop=author] [itemprop=name]"),
		date:   find(".post-date [data-time], .post-date a[title], time.post-time, [itemprop=datePublished]"),
	},
	{
		name: "xenforo", sign: find(".message-body .bbWrapper, .message-content .bbWrapper, .message-userContent, blockquote.messageText"),
		body:   finds("article.message:not(.message--simple) .message-body .bbWrapper, article.message .message-userContent > .bbWrapper, li.message blockquote.messageText, .message--post .message-body .bbWrapper"),
		block:  find("article.message, li.message, .message--post"),
		author: find(".message-name .username, .message-userDetails .username, .message-name, .messageUserInfo a.username, .messageUserInfo .username, .userText .username"),
		date:   find(".message-attribution time[datetime], .messageDetails .DateTime, .datePermalink .DateTime, .messageMeta .DateTime"),
	},
	{
		name: "invision", sign: find("[data-role=commentContent], .ipsComment_content, .post_block .entry-content, .ipsEntry__content"),
		body:   finds("article.ipsComment [data-role=commentContent], .ipsComment [data-role=commentContent], .ipsEntry [data-role=commentContent], .cPost_contentWrap [data-role=commentContent], .post_block .post.entry-content"),
		block:  find("article.ipsComment, article.ipsEntry, .ipsComment, .post_block"),
		author: find(".cAuthorPane_author a, .cAuthorPane_author, .ipsComment_author h3 a, .ipsEntry__author a, .ipsEntry__username a, .author_info .author, .post_username .author"),
		date:   find(".ipsComment_meta time[datetime], .ipsEntry__date time, time[datetime], abbr.published"),
	},
	{
		name: "vbulletin", sign: find("[id^=post_message_], .b-post__content, .js-post__content-text"),
		body:   finds(".js-post__content-text", "[id^=post_message_]", "blockquote.postcontent:not(.lastedited)"),
		block:  find("li.b-post, li.postcontainer, li.postbit, li.postbitlegacy, li.postbitim, table[id^=post]"),
		author: find(".b-userinfo .author a, .author [itemprop=name], .username_container .username, .userinfo .username, a.bigusername, .bigusername, .username strong, .username"),
		date:   find(".b-post__timestamp time, .postdate .date, .posthead .date, .posthead .postdate, td.thead, .date"),
	},
	{
		name: "mybb", sign: find(".post_body[id^=pid_]"),
		body: finds(".post_body[id^=pid_]"), block: find("[id^=post_].post, table[id^=post_]"),
		author: find(".author_information .largetext a, .author_information .largetext, .post_author .largetext a, .author_information strong a, .author_information a"),
		date:   find(".post_date"),
	},
	{
		name: "smf", sign: find(".post_wrapper .inner, .postarea .inner, .keyinfo, .windowbg .post, .windowbg2 .post, td.windowbg > .post"),
		body: finds(".post .inner[id^=msg_], .inner[data-msgid], .post_wrapper .inner, .windowbg .post, .windowbg2 .post, #forumposts .post"), block: find(".post_wrapper, .windowbg, .windowbg2"),
		author: find(".poster h4 a[href*=profile], .poster h4 a, .poster h4, .windowbg b a[href*=profile], b a[href*='action=profile']"),
		date:   find(".keyinfo .smalltext, .postinfo .smalltext, .keyinfo .page_number, [id^=subject_] ~ .smalltext, td .smalltext"),
	},
	{
		name: "fluxbb", sign: find(".blockpost .postmsg, .postmsg, #brd-viewtopic .post-entry"),
		body: finds(".postmsg:not(.postsignature), #brd-viewtopic .entry-content"), block: find(".blockpost, .post"),
		author: find(".postleft dt strong, .post-author .username, .post-byline a, .post-byline strong"),
		date:   find(".blockpost > h2 a[href*='pid='], .blockpost > h2 a, .post-link a, .posthead .permalink"),
	},
	{
		name: "phpbb", sign: find(".postbody, .postprofile"),
		body:   finds(".post .postbody .content, .postbody > .content, .post .content[id^=postdiv], td.row1 > .postbody, td.row2 > .postbody, td > div.postbody, .post .post-content .content, table .postbody"),
		block:  find(".post, .postcontainer"),
		author: find(".postprofile .username, .postprofile .username-coloured, .author .username, .author .username-coloured, .postprofile dt strong, .postauthor, span.name b, span.name, .author strong"),
		date:   find(".author time, .author .timestamp, .post-date time, .postdate, .author, td.gensmall, .postdetails"),
	},
	{
		name: "vanilla", sign: find(".MessageList .Message, .ItemDiscussion .Message, .ItemComment .Message"),
		body:   finds(".ItemDiscussion .Message, .ItemComment .Message, .Discussion .Message, .Comment .Message"),
		block:  find(".ItemComment, .ItemDiscussion, .Discussion"),
		author: find(".Author .Username, a.Username"), date: find(".DateCreated time, time[datetime]"),
	},
	{
		name: "bbpress", sign: find(".bbp-reply-content, .bbp-topic-content"),
		body: finds(".bbp-reply-content, .bbp-topic-content"), head: find(".bbp-reply-header, .bbp-topic-header"),
		author: find(".bbp-author-name"), date: find(".bbp-reply-post-date"),
	},
	{
		name: "nodebb", sign: find("[component='post/content']"),
		body: finds("[component='post/content']"), block: find("[component=post]"),
		author: find("[itemprop=author], a[data-username], [component='post/header'] a[href*='/user/']"), date: find(".timeago, [datetime]"),
	},
	{
		name: "flarum", sign: find("#flarum-content .Post-body, .PostStream .Post-body"),
		body: finds("#flarum-content .Post-body, #flarum-content article > div:last-child", ".PostStream .Post-body"), block: find("article, .PostStream-item"),
		author: find(".PostUser-name .username, .PostUser-name, .PostUser .username"), date: find(".Post-time time, .PostMeta time, time[datetime]"),
	},
	{
		name: "drupal", sign: find(".node-forum, .node--type-forum, body.node-type-forum"),
		body:   finds(".node .field-name-body, .node--type-forum > .node__content > .field--name-body, .node .field--name-body, .field-name-comment-body, .field--name-comment-body, .node-forum > .content > p:first-child"),
		block:  find("article.comment, div.comment, article.node, div.node"),
		author: find(".submitted .username, .comment__submitted .username, .comment__author .username, .username"), date: find(".submitted time, time[datetime], .submitted [datatype], .submitted"),
	},
	{
		name: "wpforo", sign: find("#wpforo-wrap .wpforo-post, #wpforo-wrap .post-wrap"),
		body:   finds("#wpforo-wrap .wpforo-post .wpforo-post-content, #wpforo-wrap .wpforo-post-content"),
		block:  find(".post-wrap"),
		author: find(".author-name a, .author-name:not(:has(a))"), date: find(".wpf-date-long, .wpf-post-date, .wpforo-date, .cbleft"),
	},
	{
		name: "woltlab", sign: find(".wbbPost .messageText, .wbbThreadPost .messageText"),
		body: finds(".wbbPost .messageText, .wbbThreadPost .messageText"), block: find(".wbbPost, .wbbThreadPost"),
		author: find(".messageSidebar .username, .username"), date: find("time[datetime]"),
	},
}

// block is one message as it stands in the tree. A table may spread it over
// rows that share no element of their own.
type block struct {
	roots []*html.Node
	body  *html.Node
	name  *html.Node   // of the author, where no name of an element tells it
	drop  []*html.Node // of the body, what nobody wrote
}

// blocks finds the engine's messages, in the page's order.
func (e engine) blocks(root *html.Node) []block {
	if one(root, e.sign) == nil {
		return nil
	}
	var bodies []*html.Node
	for i := 0; i < len(e.body) && len(bodies) == 0; i++ {
		bodies = cellwise(outermost(all(root, e.body[i])))
	}
	if len(bodies) > mostMessages+1 {
		bodies = bodies[:mostMessages+1]
	}
	around := surroundings(bodies)
	blocks := make([]block, 0, len(bodies))
	taken := map[*html.Node]bool{}
	for _, body := range bodies {
		at := e.holder(body, around)
		if taken[at] {
			continue
		}
		taken[at] = true
		roots := []*html.Node{at}
		if b := before(at); b != nil && e.head != nil && e.head.Match(b) {
			roots = []*html.Node{b, at}
		}
		blocks = append(blocks, block{roots: roots, body: body})
	}
	return blocks
}

// cellwise puts together what one cell of a table holds: old engines close the
// text before a quote and open it again after.
func cellwise(bodies []*html.Node) []*html.Node {
	in := map[*html.Node]int{}
	for _, b := range bodies {
		in[b.Parent]++
	}
	out := bodies[:0]
	for _, b := range bodies {
		if p := b.Parent; p != nil && p.DataAtom == atom.Td && in[p] > 1 {
			b = p
		}
		if len(out) == 0 || out[len(out)-1] != b {
			out = append(out, b)
		}
	}
	return out
}

// holder is the element of a message: the outermost of the engine's that holds
// no other message, else as much around the body as that.
func (e engine) holder(body *html.Node, around map[*html.Node]int) *html.Node {
	var at *html.Node
	for n := body.Parent; n != nil && around[n] == 1 && e.block != nil; n = n.Parent {
		if n.Type == html.ElementNode && e.block.Match(n) {
			at = n
		}
	}
	if at != nil {
		return at
	}
	return widest(body, around)
}

// widest climbs as long as only one body is inside, and stops at the page's
// own parts.
func widest(n *html.Node, around map[*html.Node]int) *html.Node {
	for range 12 {
		p := n.Parent
		if p == nil || around[p] != 1 || p.Data == "body" || p.Data == "main" || p.Data == "form" || p.Data == "html" || siblings(p) > 40 {
			break
		}
		n = p
	}
	return n
}

func siblings(n *html.Node) int {
	count := 0
	for c := n.FirstChild; c != nil && count <= 40; c = c.NextSibling {
		if c.Type == html.ElementNode {
			count++
		}
	}
	return count
}

// surroundings counts, for every ancestor of the bodies, how many it holds.
func surroundings(bodies []*html.Node) map[*html.Node]int {
	around := map[*html.Node]int{}
	for _, body := range bodies {
		for n := body; n != nil; n = n.Parent {
			around[n]++
		}
	}
	return around
}

// outermost drops nodes that lie inside others of the list.
func outermost(nodes []*html.Node) []*html.Node {
	in := make(map[*html.Node]bool, len(nodes))
	for _, n := range nodes {
		in[n] = true
	}
	kept := nodes[:0]
	for _, n := range nodes {
		inside := false
		for p := n.Parent; p != nil && !inside; p = p.Parent {
			inside = in[p]
		}
		if !inside {
			kept = append(kept, n)
		}
	}
	return kept
}

func attr(n *html.Node, name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attr {
		if a.Key == name || a.Namespace == "xml" && "xml:"+a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}
