package extract_test

import (
	"fmt"
	"strings"
	"testing"

	"vigie/crawlers/extract"
)

// talk is a page of phpBB in which people say texts, as HTML, in turn.
func talk(texts ...[2]string) []byte {
	var b strings.Builder
	b.WriteString(`<html lang=en><head><title>Doors</title></head><body id="phpbb">`)
	for i, said := range texts {
		id := 501 + i
		fmt.Fprintf(&b, `<div id="p%d" class="post"><dl class="postprofile"><dt><a href="./memberlist.php?mode=viewprofile&u=%d" class="username">%s</a></dt></dl><div class="postbody"><p class="author"><a href="./viewtopic.php?p=%d#p%d">#%d</a> » Fri Nov 20, 2026 9:%02d am</p><div class="content">%s</div></div></div>`, id, i, said[0], id, id, i+1, i, said[1])
	}
	b.WriteString("</body></html>")
	return []byte(b.String())
}

func parents(t *testing.T, body []byte) string {
	t.Helper()
	got, err := extract.ReadThread(body, "https://doors.example/viewtopic.php?t=5", readAt)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range got.Messages {
		out = append(out, m.ID+">"+m.Parent)
	}
	return strings.Join(out, " ")
}

func TestParents(t *testing.T) {
	door := [2]string{"ada", "The door of the third car is stuck again."}
	for name, c := range map[string]struct {
		texts [][2]string
		want  string
	}{
		"a name that begins the text":          {[][2]string{door, {"bo", "@ada Which line?"}}, "501> 502>501"},
		"of two, the longer name":              {[][2]string{door, {"ada lo", "Line two."}, {"cy", "@ada lo: thanks"}}, "501> 502> 503>502"},
		"a name inside another word":           {[][2]string{door, {"cy", "@adamant is no name"}}, "501> 502>"},
		"an author of several messages":        {[][2]string{door, {"ada", "And the second."}, {"bo", "Which?"}, {"cy", "@ada Both?"}}, "501> 502> 503> 504>"},
		"of several, the one just before":      {[][2]string{door, {"bo", "Which?"}, {"ada", "All of them."}, {"cy", "@ada Really?"}}, "501> 502> 503> 504>503"},
		"a number that the page counts by":     {[][2]string{door, {"bo", "Which?"}, {"cy", "Reply to #1: car 3 of unit 12."}}, "501> 502> 503>501"},
		"a number of another page":             {[][2]string{door, {"cy", "#77 said so"}}, "501> 502>"},
		"a number with a word, in German":      {[][2]string{door, {"cy", "Zu #1: Wagen 3."}}, "501> 502>501"},
		"a quote with a number":                {[][2]string{door, door, {"cy", `<blockquote cite="./viewtopic.php?p=501#p501"><cite>ada wrote: <a href="./viewtopic.php?p=501#p501">↑</a></cite>The door</blockquote>Yes.`}}, "501> 502> 503>501"},
		"a quote of another page":              {[][2]string{door, {"cy", `<blockquote cite="./viewtopic.php?p=499#p499"><cite>zoe wrote:</cite>The door</blockquote>Yes.`}}, "501> 502>499"},
		"a quote by name and text":             {[][2]string{door, {"ada", "Something else."}, {"cy", `<blockquote><cite>ada wrote:</cite>The door of the third car</blockquote>Yes.`}}, "501> 502> 503>501"},
		"a quote without a name":               {[][2]string{door, {"bo", "Which?"}, {"cy", `<blockquote>The door of the third car is stuck again.</blockquote>Yes.`}}, "501> 502> 503>501"},
		"a quote without a name, of two":       {[][2]string{door, {"bo", door[1]}, {"cy", `<blockquote>The door of the third car is stuck again.</blockquote>Yes.`}}, "501> 502> 503>"},
		"nobody":                               {[][2]string{door, {"bo", "Which line?"}}, "501> 502>"},
		"oneself":                              {[][2]string{door, {"ada", "@ada is me"}}, "501> 502>"},
		"a message that was withdrawn is none": {[][2]string{door, {"bo", "This message has been deleted."}, {"cy", "Message supprimé par le modérateur"}, {"bo", "Which line deleted it?"}}, "501> 504>"},
	} {
		if got := parents(t, talk(c.texts...)); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// What stands in a message and is not what its author says there.
func TestOwnWords(t *testing.T) {
	for name, c := range map[string]struct{ html, want string }{
		"edited, English":   {`Hello.<p><i>Last edited by ada on Fri Nov 20, 2026 9:10 am, edited 2 times in total.</i></p>`, "Hello."},
		"edited, French":    {`Bonjour.<div>Dernière modification par ada le 20 nov. 2026 09:10</div>`, "Bonjour."},
		"edited, German":    {`Guten Tag.<p><em>Zuletzt bearbeitet von ada am 20. November 2026</em></p>`, "Guten Tag."},
		"edited, Spanish":   {`Hola.<div>Editado por última vez por ada el 20 nov 2026</div>`, "Hola."},
		"edited, Italian":   {`Ciao.<div>Ultima modifica di ada il 20 novembre 2026</div>`, "Ciao."},
		"thanked":           {`Hello.<div class="x"><b>The following 2 users say Thank You to ada:</b> bo, cy</div>`, "Hello."},
		"thanked, German":   {`Guten Tag.<div>Folgende Benutzer bedankten sich bei ada: bo, cy</div>`, "Guten Tag."},
		"liked":             {`Hello.<div>Liked by: bo, cy</div>`, "Hello."},
		"a signature line":  {`Hello.<br>_________________<br>Mind the gap`, "Hello."},
		"a signature":       {`Hello.<div class="signature">Mind the gap</div>`, "Hello."},
		"code":              {`Try<div class="codebox"><p>Code: <a href="#">Select all</a></p><pre><code>a = 1` + "\n" + `b = 2</code></pre></div>`, "Try\n\na = 1\nb = 2"},
		"a spoiler":         {`It ends<div class="spoiler"><div class="spoilertitle">Spoiler</div><div class="spoilercontent">badly</div></div>`, "It ends"},
		"closed at once":    {`Hello<textarea name="a"/> there.`, "Hello there."},
		"a slash at an end": {`See <a href=/x/>this</a>.`, "See this."},
		"words that edit":   {`<p>Hello.</p><p>Editing by hand is slow.</p>`, "Hello.\n\nEditing by hand is slow."},
	} {
		got, err := extract.ReadThread(talk([2]string{"ada", c.html}, [2]string{"bo", "Which?"}), "https://doors.example/viewtopic.php?t=5", readAt)
		if err != nil || len(got.Messages) != 2 {
			t.Errorf("%s: got %d messages, %v", name, len(got.Messages), err)
			continue
		}
		if got.Messages[0].Text != c.want {
			t.Errorf("%s: got %q, want %q", name, got.Messages[0].Text, c.want)
		}
	}
}

func TestDiscourseWithheldPosts(t *testing.T) {
	body := `{"id":300,"title":"Bus","slug":"bus","post_stream":{"posts":[
{"id":1,"post_number":1,"post_type":1,"username":"ada","created_at":"2026-11-20T08:00:00.000Z","cooked":"<p>No bus.</p>"},
{"id":2,"post_number":2,"post_type":3,"username":"mod","created_at":"2026-11-20T08:01:00.000Z","cooked":"<p>closed</p>"},
{"id":3,"post_number":3,"post_type":1,"username":"bo","user_deleted":true,"created_at":"2026-11-20T08:02:00.000Z","cooked":"<p>(post deleted by author)</p>"},
{"id":4,"post_number":4,"post_type":1,"username":"cy","created_at":"2026-11-20T08:03:00.000Z","cooked":"<aside class=\"quote\" data-username=\"ada\" data-post=\"1\" data-topic=\"300\"><blockquote><p>No bus.</p></blockquote></aside><p>Here.</p>"},
{"id":5,"post_number":5,"post_type":1,"username":"di","created_at":"2026-11-20T08:04:00.000Z","cooked":"<aside class=\"quote\" data-username=\"zoe\" data-post=\"4\" data-topic=\"12\"><blockquote><p>No tram.</p></blockquote></aside><p>There.</p>"}],"stream":[1,2,3,4,5]}}`
	if got, want := parents(t, []byte(body)), "1> 4>1 5>"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
