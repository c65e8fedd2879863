package extract_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/crawlers/extract"
)

var update = flag.Bool("update-threads", false, "write what is read of testdata/thread as what is wanted")

var readAt = time.Date(2026, 11, 20, 12, 30, 0, 0, time.UTC)

// pageURLs are where the saved pages stood.
var pageURLs = map[string]string{
	"phpbb2": "https://rail.example/viewtopic.php?t=21", "phpbb3": "https://lignes.example/viewtopic.php?f=4&t=812",
	"vbulletin3": "https://trolley.example/showthread.php?t=440&page=2", "vbulletin4": "https://talbahn.example/showthread.php?88-Linie-3-abends", "vbulletin5": "https://riders.example/forum/night/311-night-bus-wish-list",
	"xenforo1": "https://foro.example/threads/el-tranvia-y-el-ruido.91/", "xenforo2": "https://pendolari.example/threads/sciopero-di-venerdi.55/",
	"discourse": "https://voix.example/t/300-bus-retires/4120", "discourse.json": "https://voix.example/t/300-bus-retires/4120.json",
	"mybb": "https://stops.example/showthread.php?tid=64", "smf2": "https://seats.example/index.php?topic=77.0", "invision": "https://nine.example/topic/512-ticket-gates-stuck/",
	"fluxbb": "https://ateliers.example/viewtopic.php?id=33", "schema": "https://racks.example/q/12", "jsonld": "https://ask.example/q/9",
	"subsilver": "https://harbour.example/viewtopic.php?f=7&t=233", "smf1": "https://cold.example/index.php?topic=412.0", "invision3": "https://club.example/index.php?/topic/88-lost-gloves/",
	"punbb": "https://tramstop.example/topic/19/bell-too-loud/", "vanilla": "https://fare.example/discussion/730/season-ticket-refund", "nodebb": "https://umsteiger.example/topic/61/anschluss-verpasst",
	"flarum": "https://rio.example/d/45-carril-bici-en-el-puente", "bbpress": "https://viaggi.example/forums/topic/biglietteria-chiusa/", "drupal": "https://acces.example/node/515",
	"wpforo": "https://wayfinders.example/community/signs/platform-numbers/", "woltlab": "https://depotfunk.example/thread/77-tuer-klemmt/", "question2answer": "https://trip.example/310/can-i-take-a-bike-on-the-night-train",
	"repeated": "https://depot.example/fil/88", "rows": "https://market.example/3311/fares-going-up",
}

func TestReadThread(t *testing.T) {
	for name, url := range pageURLs {
		t.Run(name, func(t *testing.T) {
			base := filepath.Join("testdata", "thread", name)
			body, err := os.ReadFile(base + ".html")
			if err != nil {
				body, err = os.ReadFile(base + ".txt")
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := extract.ReadThread(body, url, readAt)
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.MarshalIndent(got, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			wanted := strings.TrimSuffix(base, ".json") + ".want.json"
			if strings.HasSuffix(name, ".json") {
				wanted = base + ".want.json"
			}
			if *update {
				if err := os.WriteFile(wanted, append(text, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(wanted)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.TrimSpace(string(want)), string(text)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		})
	}
}

func TestReadThreadRefuses(t *testing.T) {
	for name, body := range map[string]string{
		"empty":           "",
		"an article":      "<html><body><article><h1>Title</h1><p>" + strings.Repeat("One text by nobody. ", 50) + "</p></article></body></html>",
		"a sign-in":       `<html><body class="section-ucp" id="phpbb"><form>Log in to read. <input name=user></form></body></html>`,
		"other JSON":      `{"a":[1,2,3]}`,
		"broken JSON":     `{"post_stream":`,
		"too deep":        strings.Repeat("<div>", 5000),
		"bytes":           "\x00\xff\xfe\x01\x02",
		"JSON, no posts":  `{"post_stream":{"posts":[]}}`,
		"JSON, wrong way": `{"post_stream":{"posts":{"a":1}},"title":7}`,
	} {
		if got, err := extract.ReadThread([]byte(body), "https://forum.example/t/1", readAt); !errors.Is(err, extract.ErrNoThread) || len(got.Messages) > 0 {
			t.Errorf("%s: got %d messages, %v; want ErrNoThread", name, len(got.Messages), err)
		}
	}
}

// TestManyMessages holds reading to a time that grows with the page and not
// with its square.
func TestManyMessages(t *testing.T) {
	const many = 2_000
	var b strings.Builder
	b.WriteString(`<html lang=en><head><title>Long</title></head><body id="phpbb">`)
	for i := range many {
		fmt.Fprintf(&b, `<div id="p%d" class="post"><dl class="postprofile"><dt><a href="./memberlist.php?mode=viewprofile&u=%d" class="username">rider%d</a></dt></dl><div class="postbody"><p class="author">by rider%d » Fri Nov 20, 2026 %d:%02d am</p><div class="content"><blockquote><div><cite>rider%d wrote:</cite>Message</div></blockquote>Message %d of many</div></div></div>`, i+1, i%50, i%50, i%50, 1+i%11, i%60, (i+1)%50, i+1)
	}
	b.WriteString("</body></html>")
	begun := time.Now()
	got, err := extract.ReadThread([]byte(b.String()), "https://forum.example/viewtopic.php?t=1", readAt)
	if err != nil || len(got.Messages) != many {
		t.Fatalf("got %d messages, %v; want %d", len(got.Messages), err, many)
	}
	last := got.Messages[many-1]
	if last.ID != "2000" || last.Text != "Message 2000 of many" || !last.Dated || last.Author != "rider49" || last.Parent == "" {
		t.Errorf("last message: %+v", last)
	}
	if took := time.Since(begun); took > time.Minute {
		t.Errorf("took %s", took)
	}
}

func TestThreadURL(t *testing.T) {
	for raw, want := range map[string]string{
		"https://f.example/viewtopic.php?f=4&t=812&start=20&sid=0123456789abcdef0123456789abcdef#p9": "https://f.example/viewtopic.php?t=812",
		"https://f.example/viewtopic.php?id=33&p=2":                                                  "https://f.example/viewtopic.php?id=33",
		"https://f.example/threads/a-b.55/page-2":                                                    "https://f.example/threads/a-b.55/",
		"https://f.example/threads/a-b.55/post-803":                                                  "https://f.example/threads/a-b.55/",
		"https://f.example/threads/a-b.55/latest":                                                    "https://f.example/threads/a-b.55/",
		"https://f.example/t/slug/12/7?u=x":                                                          "https://f.example/t/slug/12",
		"https://f.example/t/slug/12.json":                                                           "https://f.example/t/slug/12",
		"https://f.example/index.php?topic=77.msg1504#new":                                           "https://f.example/index.php?topic=77.0",
		"https://f.example/index.php?topic=77.15;topicseen":                                          "https://f.example/index.php?topic=77.0",
		"https://f.example/showthread.php?tid=64&pid=233#pid233":                                     "https://f.example/showthread.php?tid=64",
		"https://f.example/topic/512-stuck/?do=findComment&comment=71":                               "https://f.example/topic/512-stuck/",
		"https://f.example/forum/a/311-night/page2":                                                  "https://f.example/forum/a/311-night",
		"https://f.example/discussion/5567669/title/p2":                                              "https://f.example/discussion/5567669/title",
	} {
		if got := extract.ThreadURL(raw); got != want {
			t.Errorf("ThreadURL(%q)\n got %q\nwant %q", raw, got, want)
		}
	}
}

func TestReadBoard(t *testing.T) {
	body := `<html lang=fr><head><title>Tramway</title></head><body id="phpbb" class="section-viewforum"><ul class="breadcrumbs"><li><a href="./viewforum.php?f=1">Réseau</a></li></ul>
<div class="pagination"><strong>1</strong> <a href="./viewforum.php?f=4&amp;start=25">2</a> <a rel="next" href="./viewforum.php?f=4&amp;start=25">Suivante</a></div>
<ul class="topiclist topics"><li class="row"><dl><dt><a href="./viewtopic.php?f=4&amp;t=812&amp;sid=0123456789abcdef0123456789abcdef" class="topictitle">Odeur sur le 3</a><div class="pagination"><a href="./viewtopic.php?f=4&amp;t=812&amp;start=10">2</a></div> par Catenaire69 » jeu. 19 nov. 2026 22:14</dt><dd class="posts">11 <dfn>Réponses</dfn></dd><dd class="views">300 <dfn>Vues</dfn></dd><dd class="lastpost"><span>par <a href="./memberlist.php?mode=viewprofile&amp;u=2">Nuit</a> <a href="./viewtopic.php?f=4&amp;t=812&amp;p=5520#p5520">Voir</a><br>ven. 20 nov. 2026 11:02</span></dd></dl></li>
<li class="row"><dl><dt><a href="./viewtopic.php?f=4&amp;t=790" class="topictitle">Rails neufs</a></dt><dd class="posts">0 <dfn>Réponses</dfn></dd><dd class="lastpost"><span>il y a 2 heures</span></dd></dl></li></ul></body></html>`
	got, err := extract.ReadBoard([]byte(body), "https://lignes.example/viewforum.php?f=4", readAt)
	if err != nil {
		t.Fatal(err)
	}
	want := []extract.ThreadLink{
		{Title: "Odeur sur le 3", URL: "https://lignes.example/viewtopic.php?t=812", Last: time.Date(2026, 11, 20, 10, 2, 0, 0, time.UTC), Mark: "2026-11-20T10:02 11"},
		{Title: "Rails neufs", URL: "https://lignes.example/viewtopic.php?t=790", Last: time.Date(2026, 11, 20, 10, 30, 0, 0, time.UTC), Mark: "0"},
	}
	for i := range got.Threads {
		got.Threads[i].Last = got.Threads[i].Last.UTC()
	}
	if diff := cmp.Diff(want, got.Threads); diff != "" {
		t.Errorf("threads (-want +got):\n%s", diff)
	}
	if got.Next != "https://lignes.example/viewforum.php?f=4&start=25" || len(got.Boards) != 0 {
		t.Errorf("next %q, boards %v", got.Next, got.Boards)
	}
}

func TestForumEngine(t *testing.T) {
	for name, url := range pageURLs {
		want := strings.TrimSuffix(strings.TrimRight(name, "12345"), ".json")
		switch name {
		case "schema", "jsonld", "repeated", "rows":
			want = ""
		case "subsilver":
			want = "phpbb"
		case "punbb":
			want = "fluxbb"
		}
		body, err := os.ReadFile(filepath.Join("testdata", "thread", name+".html"))
		if err != nil {
			body, err = os.ReadFile(filepath.Join("testdata", "thread", name+".txt"))
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := extract.ForumEngine(body, url); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
