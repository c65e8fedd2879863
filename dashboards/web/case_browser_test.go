package web

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// do runs a script in the page and fails where it gives anything but true.
func do(t *testing.T, ctx context.Context, what, script string) {
	t.Helper()
	ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script))
	if err != nil || !ok {
		t.Fatalf("%s: %v, %v", what, ok, err)
	}
}

// testCase handles a case in a browser, without the page being loaded anew: its
// state and back, an answer in another language, written, marked as sent, seen on
// the curve; what is being written stays while the page is kept up to date.
func testCase(t *testing.T, ctx context.Context) {
	w := newWorld(t)
	w.now = w.at(21, 14, 5)
	address := running(t, w)
	console := listen(ctx)
	id, to := w.rumour(9).ID, w.rumour(9).Items[8].ID
	if err := chromedp.Do(ctx, chromedp.Navigate(address+"/cases/"+id+"?lang=en")); err != nil {
		t.Fatal(err)
	}
	press := func(what, selector string) {
		do(t, ctx, what, `(() => { const b = document.querySelector('`+selector+`'); b.focus(); b.click(); return true; })()`)
	}
	do(t, ctx, "the page stays", `window.mine = true`)
	press("false", "button[name=value][value=false]")
	until(t, ctx, "it is false", `window.mine && document.querySelector("button[name=value][value=false]").getAttribute("aria-pressed") === "true" && document.querySelector(".notice").innerText.includes("State: false.")`)
	press("undo", ".notice button")
	until(t, ctx, "it is taken back", `window.mine && document.querySelector("button[name=value][value=new]").getAttribute("aria-pressed") === "true"`)
	press("the draft", "#reply-"+to+" > summary")
	do(t, ctx, "it is a letter in French", `document.querySelector("#reply-`+to+` textarea").value.startsWith("Madame, Monsieur,")`)
	press("in English", "#reply-"+to+"-l1")
	until(t, ctx, "it is in English, in place", `window.mine && document.querySelector("#reply-`+to+`").open && document.querySelector("#reply-`+to+` textarea").value.startsWith("Dear editor,")`)
	do(t, ctx, "write", `document.querySelector("#reply-`+to+` textarea").value = "My own words. " + document.querySelector("#reply-`+to+` textarea").value; document.activeElement.blur(); true`)
	w.set(func(w *world) { w.posts = 10 })
	// Another page sees the tenth relay; this one must keep what is being written.
	other, cancel := chromedp.NewContext(ctx)
	defer cancel()
	if err := chromedp.Do(other, chromedp.Navigate(address+"/cases/"+id+"?lang=en")); err != nil {
		t.Fatal(err)
	}
	until(t, other, "the other page shows ten", `document.querySelector(".lead").innerText.includes("10 posts")`)
	until(t, other, "and is kept up to date", `document.querySelector(".dateline time").dateTime > "`+w.now.Add(2*time.Second).Format(time.RFC3339)+`"`)
	do(t, ctx, "what was written is there", `document.querySelector("#reply-`+to+` textarea").value.startsWith("My own words.")`)
	// Another form or language asks first; other buttons leave it alone.
	do(t, ctx, "a draft is kept", `(() => { window.confirm = text => { window.asked = text; return false; }; return true; })()`)
	press("in French", "#reply-"+to+"-l0")
	until(t, ctx, "it was asked", `window.asked && window.asked.startsWith("Another form or language replaces")`)
	do(t, ctx, "choose", `document.querySelector("#days").value = "30"; true`)
	press("verifying", "button[name=value][value=verifying]")
	until(t, ctx, "the state, what was written and what was chosen", `window.mine && document.querySelector("#days").value === "30" && document.querySelector("button[name=value][value=verifying]").getAttribute("aria-pressed") === "true" && document.querySelector("#reply-`+to+` textarea").value.startsWith("My own words.") && document.querySelector("#reply-`+to+`").open`)
	press("closed", "button[name=value][value=closed]")
	until(t, ctx, "there is no box any more", `window.mine && !document.querySelector("#reply-`+to+`")`)
	press("undo", ".notice button")
	until(t, ctx, "what was written is back", `window.mine && document.querySelector("#reply-`+to+` textarea")?.value.startsWith("My own words.")`)
	// A link that cannot be is refused in place, with the text.
	do(t, ctx, "a link of no web", `document.querySelector("#reply-`+to+`-link").value = "ftp://forum.example/9"; true`)
	press("refused", "#reply-"+to+" form .btn:not(.copy)")
	until(t, ctx, "it is refused in place", `window.mine && document.querySelector(".notice.wrong")?.innerText.includes("not an address of the web") && document.getElementById("stale").hidden && document.querySelector("#reply-`+to+`").open`)
	do(t, ctx, "with the text and the link", `document.querySelector("#reply-`+to+` textarea").value.startsWith("My own words.") && document.querySelector("#reply-`+to+`-link").value.startsWith("ftp:")`)
	do(t, ctx, "no link", `document.querySelector("#reply-`+to+`-link").value = ""; document.querySelector("#reply-`+to+`-answered").checked = true`)
	press("sent", "#reply-"+to+" form .btn:not(.copy)")
	until(t, ctx, "it is on the curve", `window.mine && [...document.querySelectorAll(".plot text.mark")].some(x => x.textContent === "reply 1") && document.querySelector(".effects").innerText.includes("La rédaction")`)
	do(t, ctx, "it is answered", `document.querySelector(".pill").textContent === "answered" && document.querySelector(".history").innerText.includes("My own words.")`)
	for _, line := range console() {
		if !strings.Contains(line, "status of 422") { // what was refused
			t.Errorf("the console says %s", line)
		}
	}
}

// testHostileCase opens the file of a case in which strangers wrote every field:
// nothing of it runs, nothing stands out of the screen.
func testHostileCase(t *testing.T, ctx context.Context) {
	script := axe(t)
	server := httptest.NewServer(hostileSite(t))
	t.Cleanup(server.Close)
	for _, path := range []string{"/cases/x?lang=fr", "/rumours?lang=en"} {
		console := listen(ctx)
		if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+path)); err != nil {
			t.Fatal(err)
		}
		do(t, ctx, "axe is there", script+"; true")
		do(t, ctx, "everything is open", `document.querySelectorAll("details").forEach(d => d.open = true); true`)
		for _, width := range []int64{390, 1280} {
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)); err != nil {
				t.Fatal(err)
			}
			if wide := overflow(ctx); wide != "" {
				t.Errorf("%s, %d: wider than the screen: %s", path, width, wide)
			}
			audit(t, ctx, visit{name: path, width: width})
		}
		for _, line := range console() {
			t.Errorf("%s: the console says %s", path, line)
		}
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	if wide := overflow(ctx); wide != "" && !strings.Contains(wide, "scrolls") {
		t.Errorf("printed: wider than the paper: %s", wide)
	}
}
