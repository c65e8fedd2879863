package demo

import (
	"fmt"
	"html"
	"strings"
)

// quotePHPBB writes a quotation as phpBB does; one from another site names it.
func (v *view) quotePHPBB(b block, text string) string {
	if b.of == nil || b.of.site != v.site {
		if b.of != nil {
			text = fmt.Sprintf(`%s<br>— <a href="%s">%s</a>`, text, html.EscapeString(v.url(b.of)), html.EscapeString(b.of.site.Name))
		}
		return "<blockquote class=\"uncited\"><div>" + text + "</div></blockquote>"
	}
	return fmt.Sprintf(`<blockquote cite="./viewtopic.php?p=%d#p%d"><div><cite><a href=".%s">%s</a> a écrit : <a href="./viewtopic.php?p=%d#p%d" data-post-id="%d" onclick="if(document.getElementById(hash.substr(1)))href=hash">↑</a><span class="responsive-hide">%s</span></cite>%s</div></blockquote>`,
		b.of.id, b.of.id, html.EscapeString(v.memberURL(b.author)), html.EscapeString(b.author), b.of.id, b.of.id, b.of.id, v.shortDate(b.of.at), text)
}

// quoteXenForo writes a quotation as XenForo does.
func (v *view) quoteXenForo(b block, text string) string {
	head := ""
	attrs := ""
	if b.of != nil && b.of.site == v.site {
		attrs = fmt.Sprintf(` data-attributes="member: 0" data-quote="%s" data-source="post: %d"`, html.EscapeString(b.author), b.of.id)
		head = fmt.Sprintf(`<div class="bbCodeBlock-title"><a href="/goto/post?id=%d" class="bbCodeBlock-sourceJump" rel="nofollow" data-content-selector="#post-%d">%s a dit:</a></div>`, b.of.id, b.of.id, html.EscapeString(b.author))
	} else if b.of != nil {
		text += fmt.Sprintf(`<br>— <a href="%s" class="link link--external" rel="nofollow ugc noopener">%s</a>`, html.EscapeString(v.url(b.of)), html.EscapeString(b.of.site.Name))
	}
	return fmt.Sprintf(`<blockquote%s class="bbCodeBlock bbCodeBlock--expandable bbCodeBlock--quote js-expandWatch">%s<div class="bbCodeBlock-content"><div class="bbCodeBlock-expandContent js-expandContent">%s</div></div></blockquote>`,
		attrs, head, strings.TrimSpace(text))
}
