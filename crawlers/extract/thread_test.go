package extract_test

import (
	"encoding/json"
	"flag"
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
