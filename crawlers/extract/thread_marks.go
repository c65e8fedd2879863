package extract

import (
	"regexp"
	"strings"
	"time"
)

// marks are what any page of a forum's engine has.
var marks = []struct {
	engine string
	node   sel
	said   *regexp.Regexp // in the generator or the foot
}{
	{"discourse", find(`meta[name=generator][content^=Discourse], #discourse-modal, meta[id=data-discourse-setup]`), nil},
	{"xenforo", find(`html#XF, html#XenForo, [data-xf-init]`), regexp.MustCompile(`(?i)(?:community|forum) (?:platform|software) by XenForo`)},
	{"vbulletin", find(`#vbulletin_html, meta[name=generator][content^=vBulletin]`), regexp.MustCompile(`(?i)powered by vBulletin|propulsé par vBulletin`)},
	{"phpbb", find(`body#phpbb, body.section-index, body.section-viewforum, body.section-viewtopic`), regexp.MustCompile(`(?i)(?:powered|développé|créé|propulsé|unterstützt)[^<]{0,20}(?:by|par|von)?\s*(?:<[^>]+>)?phpBB`)},
	{"mybb", find(`a[href*="mybb.com"]`), regexp.MustCompile(`(?i)powered by[^<]{0,3}(?:<[^>]+>)?MyBB|MyBB Group`)},
	{"smf", find(`a[href*="simplemachines.org"]`), regexp.MustCompile(`(?i)powered by SMF|smf_theme_url`)},
	{"invision", find(`body.ipsApp, body.ipsBody, #ipsLayout_body, #ipboard_body`), nil},
	{"fluxbb", find(`#punindex, #punviewforum, #punviewtopic, .pun #brdheader, #brd-wrap`), regexp.MustCompile(`(?i)powered by (?:<[^>]+>)?(?:FluxBB|PunBB)`)},
	{"vanilla", find(`body.Vanilla, body[id^=vanilla_]`), nil},
	{"nodebb", find(`[component="post"], [component="category"], [component="categories"]`), nil},
	{"flarum", find(`#flarum-content, #flarum-loading`), nil},
	{"bbpress", find(`body.bbpress`), nil},
	{"wpforo", find(`#wpforo-wrap`), nil},
	{"drupal", find(`body.node-type-forum, .node--type-forum, #forum table.forum-table, body.page-forum`), nil},
	{"question2answer", find(`body[class*=qa-template-]`), nil},
	{"woltlab", find(`.wbbPost, .wbbThread, .wbbBoardList`), nil},
}

// ForumEngine names the software of the forum that a page belongs to, be it a
// thread, a board or the front page; empty where it shows none that is known.
func ForumEngine(body []byte, pageURL string) string {
	p, err := openPage(body, pageURL, time.Time{})
	if err != nil {
		return ""
	}
	if p.json != nil {
		if p.json["post_stream"] != nil || p.json["topic_list"] != nil {
			return "discourse"
		}
		return ""
	}
	text := string(body[max(0, len(body)-20_000):])
	for _, m := range marks {
		if one(p.root, m.node) != nil || m.said != nil && m.said.MatchString(text) {
			return m.engine
		}
	}
	for _, e := range engines {
		if e.name != "phpbb" && e.name != "smf" && e.name != "bbpress" && len(e.blocks(p.root)) > 1 {
			return e.name
		}
	}
	if strings.Contains(text, "viewtopic.php") && strings.Contains(text, "viewforum.php") {
		return "phpbb"
	}
	return ""
}

// AfterLast reports whether a page on which nothing is read is the empty one
// after the last page of a thread or a list. before is the page that named it:
// it has the same engine and, but in JSON, the same title. A wall has not.
func AfterLast(page, before []byte, pageURL string) bool {
	engine := ForumEngine(page, pageURL)
	if engine == "" || engine != ForumEngine(before, pageURL) {
		return false
	}
	p, err := openPage(page, pageURL, time.Time{})
	b, bad := openPage(before, pageURL, time.Time{})
	if err != nil || bad != nil || p.json != nil || b.json != nil {
		return err == nil && bad == nil && p.json != nil && b.json != nil
	}
	title, wanted := p.title(), b.title()
	return title != "" && wanted != "" && (strings.HasPrefix(title, wanted) || strings.HasPrefix(wanted, title)) // one may number the page
}
