package crawlers

import (
	"fmt"
	"testing"
	"time"

	"vigie/crawlers/post"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) // a Friday

// every makes n posts, the last one published a gap before noon.
func every(gap time.Duration, n int) []post.Post {
	var posts []post.Post
	for i := range n {
		posts = append(posts, post.Post{Dated: true, Published: noon.Add(-time.Duration(i+1) * gap)})
	}
	return posts
}

func TestPaceFollowsWhatASourcePublishes(t *testing.T) {
	const fastest, slowest, usual = 5 * time.Minute, 6 * time.Hour, 15 * time.Minute
	before := Visit{URL: "https://example.org/feed", Outcome: Good, Wait: time.Hour}
	tests := []struct {
		name   string
		last   Visit
		out    Outcome
		posts  []post.Post
		added  int
		pushed bool
		want   time.Duration
	}{
		{name: "a post each two hours: twice in that time", last: before, out: Good, posts: every(2*time.Hour, 10), added: 1, want: time.Hour},
		{name: "a post each minute: no more often than may be", last: before, out: Good, posts: every(time.Minute, 10), added: 1, want: fastest},
		{name: "a post each week: no less often than may be", last: before, out: Good, posts: every(7*24*time.Hour, 4), added: 1, want: slowest},
		{name: "several at once: twice as often as before", last: before, out: Good, posts: every(4*time.Hour, 10), added: 3, want: 30 * time.Minute},
		{name: "the first visit finds all that is there: no rush", out: Good, posts: every(4*time.Hour, 10), added: 10, want: 2 * time.Hour},
		{name: "nothing new: a tenth less often", last: before, out: Unchanged, want: 66 * time.Minute},
		{name: "nothing new for long: up to the slowest", last: Visit{URL: "x", Wait: slowest}, out: Unchanged, want: slowest},
		{name: "shown again, nothing new: a tenth less often", last: before, out: Good, posts: every(2*time.Hour, 10), want: 66 * time.Minute},
		{name: "one post alone tells no rhythm", last: before, out: Good, posts: every(time.Hour, 1), added: 1, want: time.Hour},
		{name: "posts without a date tell no rhythm", last: before, out: Good, posts: make([]post.Post, 9), added: 9, want: time.Hour},
		{name: "posts of last year tell no rhythm", last: before, out: Good, posts: every(100*24*time.Hour, 9), added: 9, want: time.Hour},
		{name: "a fault changes nothing", last: before, out: Broken, want: time.Hour},
		{name: "a hub tells of the news", last: before, out: Good, posts: every(time.Hour, 10), added: 1, pushed: true, want: slowest},
		{name: "never read: as configured", out: Empty, want: 16*time.Minute + 30*time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			source := post.Source{Every: usual, Fastest: fastest, Slowest: slowest}
			got := pace(source, tt.last, Visit{At: noon, Outcome: tt.out, New: tt.added}, reading{posts: tt.posts}, tt.pushed)
			if got.Round(time.Second) != tt.want {
				t.Errorf("pace(last %+v, %s, %d posts, %d new) = %s, want %s", tt.last, tt.out, len(tt.posts), tt.added, got, tt.want)
			}
			fixed := post.Source{Every: usual}
			if got := pace(fixed, tt.last, Visit{At: noon, Outcome: tt.out, New: tt.added}, reading{posts: tt.posts}, tt.pushed); got != usual {
				t.Errorf("pace of a source with an interval of its own = %s, want %s", got, usual)
			}
		})
	}
}

func TestNextVisit(t *testing.T) {
	broken := func(wait time.Duration) Visit {
		return Visit{URL: "x", Outcome: Broken, At: noon.Add(-wait), Next: noon}
	}
	tests := []struct {
		name  string
		last  Visit
		out   Outcome
		found reading
		want  time.Duration // from noon, a tenth more or less
	}{
		{name: "after its interval", out: Good, want: time.Hour},
		{name: "after the feed's ttl", out: Good, found: reading{ttl: 3 * time.Hour}, want: 3 * time.Hour},
		{name: "a ttl under the interval says nothing", out: Good, found: reading{ttl: time.Minute}, want: time.Hour},
		{name: "a ttl of a week is not believed", out: Good, found: reading{ttl: 7 * 24 * time.Hour}, want: 6 * time.Hour},
		{name: "pages are left", out: Good, found: reading{left: 3}, want: 15 * time.Minute},
		{name: "a stream is not read to its end", out: Good, found: reading{behind: true}, want: time.Minute},
		{name: "a first fault", last: Visit{Outcome: Good}, out: Broken, want: time.Hour},
		{name: "a second fault: twice as long", last: broken(2 * time.Hour), out: Broken, want: 4 * time.Hour},
		{name: "a fault for long: four times a day", last: broken(24 * time.Hour), out: Broken, want: 6 * time.Hour},
		{name: "refused: ever more seldom", last: broken(2 * time.Hour), out: Refused, want: 4 * time.Hour},
		{name: "refused for long: once a day", last: broken(24 * time.Hour), out: Refused, want: 24 * time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for range 50 { // chance has a part in it
				got := next(post.Source{}, tt.last, Visit{At: noon, Outcome: tt.out, Wait: time.Hour}, tt.found).Sub(noon)
				if got < tt.want*89/100 || got > tt.want*111/100 {
					t.Fatalf("next after %s, want %s, a tenth more or less", got, tt.want)
				}
			}
		})
	}
	rest := noon.Add(5 * time.Hour)
	if got := next(post.Source{}, Visit{}, Visit{At: noon, Outcome: Broken, Wait: time.Hour}, reading{rest: rest}); !got.Equal(rest) {
		t.Errorf("next of a host that asks for rest until %s: %s", rest, got)
	}
}

func TestSkippedHoursAndDays(t *testing.T) {
	hours := func(list ...int) (bits uint32) {
		for _, h := range list {
			bits |= 1 << h
		}
		return bits
	}
	tests := []struct {
		skip skip
		want string
	}{
		{skip{}, "Fri 12:30"},
		{skip{hours: hours(3, 4)}, "Fri 12:30"},
		{skip{hours: hours(12, 13)}, "Fri 14:00"},
		{skip{days: 1<<time.Friday | 1<<time.Saturday}, "Sun 00:00"},
		{skip{days: 1 << time.Friday, hours: hours(0, 1, 2)}, "Sat 03:00"},
		{skip{hours: 1<<24 - 1}, "Fri 12:30"}, // never: not believed
		{skip{days: 1<<7 - 1}, "Fri 12:30"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%b %b", tt.skip.hours, tt.skip.days), func(t *testing.T) {
			if got := tt.skip.after(noon.Add(30 * time.Minute)).Format("Mon 15:04"); got != tt.want {
				t.Errorf("from Friday 12:30: %s, want %s", got, tt.want)
			}
		})
	}
}
