package feed_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"

	"vigie/crawlers/feed"
)

// suites is where the feeds that others wrote stand, when they do.
const suites = "../../../shared/data/feeds"

func needSuites(t *testing.T) {
	if _, err := os.Stat(suites); err != nil {
		t.Skipf("no feeds to measure with at %s: the measure is not made", suites)
	}
}

// TestNoFeedBreaksTheReader reads every feed of the suites.
func TestNoFeedBreaksTheReader(t *testing.T) {
	needSuites(t)
	for _, suite := range []string{"gofeed", "feedparser", "miniflux"} {
		read, refused, recovered, bare := 0, map[string]int{}, 0, 0
		err := filepath.WalkDir(filepath.Join(suites, suite), func(path string, d os.DirEntry, err error) error {
			ext := filepath.Ext(path)
			universal := strings.Contains(path, "universal") || strings.Contains(path, "parser/json")
			if err != nil || d.IsDir() || ext != ".xml" && !(ext == ".json" && universal) {
				return err
			}
			body, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if _, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err == nil {
				bare++
			}
			f, err := feed.Parse(body, "", "https://journal.example/feed")
			switch {
			case err != nil:
				why, _, _ := strings.Cut(err.Error(), "\"")
				refused[why]++
				if testing.Verbose() {
					t.Logf("refused %s: %v", path, err)
				}
			case f.Recovered:
				recovered++
				read++
			default:
				read++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var why []string
		for reason, n := range refused {
			why = append(why, fmt.Sprintf("%d× %s", n, strings.TrimSpace(reason)))
		}
		sort.Strings(why)
		t.Logf("%s: %d read (%d of them broken), bare gofeed %d; refused: %s", suite, read, recovered, bare, strings.Join(why, "; "))
		if read == 0 {
			t.Errorf("%s: nothing was read", suite)
		}
	}
}
