package forum

import (
	"fmt"
	"strings"
	"testing"

	"vigie/crawlers/extract"
	"vigie/crawlers/fetch"
)

// FuzzState reads marks as they may stand in a log of visits, and writes ones of
// what a stranger's server and messages say.
func FuzzState(f *testing.F) {
	f.Add("2026-11-20T10:02 11\x1fW/\"a\"\x1fFri, 20 Nov 2026 08:15:00 GMT\x1fAbCdEfGh", "https://lignes.example/viewtopic.php?t=1#5501", `W/"x"`, "5501", "Ça sent.")
	f.Add("read", "", "\x1f\r\n", "", "")
	f.Add("\x1f\x1f\x1fabc", "#", "", "1", "\x00")
	f.Fuzz(func(t *testing.T, mark, place, tag, id, text string) {
		before := stateOf(mark)
		if again := stateOf(before.mark()); again.listed != before.listed || again.etag != before.etag || again.lastModified != before.lastModified || strings.TrimRight(again.prints, stateGap) != strings.TrimRight(before.prints, stateGap) {
			t.Errorf("%q is read as %+v, and written and read again as %+v", mark, before, again)
		}
		messages := []extract.Message{{ID: id, Text: text}, {ID: id + "1", Text: text}, {Text: text}}
		for _, m := range before.edited(messages) {
			if m.ID == "" {
				t.Errorf("%q: a message without a number is told to be edited", mark)
			}
		}
		now := state{listed: before.listed}
		now.validate(&fetch.Response{Status: 200, ETag: tag, LastModified: tag})
		now.keep(messages)
		kept := stateOf(now.mark())
		if kept != now {
			t.Errorf("written %+v, read %+v", now, kept)
		}
		if again := kept.edited(messages); len(again) > 0 {
			t.Errorf("%d messages that are as they were are told to be edited", len(again))
		}
		if request := kept.request("https://lignes.example/"); strings.ContainsAny(request.ETag+request.LastModified, "\r\n") {
			t.Errorf("a header of two lines: %q", request.ETag)
		}
		page, last := cut(place)
		if whole := page + "#" + last; whole != place && whole != place+"#" {
			t.Errorf("%q is cut into %q and %q", place, page, last)
		}
		if rest := after(messages, last); len(rest) == 0 && last != key(messages[len(messages)-1]) {
			t.Errorf("nothing is new after %q", last)
		}
	})
}

// FuzzProgress takes pages of messages one after the other, and none twice.
func FuzzProgress(f *testing.F) {
	f.Add("read\x1f\x1f\x1fAbCdEfGh", "https://lignes.example/t/1#3", uint8(4), uint8(2))
	f.Fuzz(func(t *testing.T, mark, place string, first, more uint8) {
		var messages []extract.Message
		for i := range int(first) + int(more) {
			messages = append(messages, extract.Message{ID: fmt.Sprint(i), Text: fmt.Sprint("m", i)})
		}
		var p Progress
		taken := map[string]bool{}
		_, last := cut(place)
		p.add(messages[:first], last, Known{Mark: mark, Place: place}, taken)
		p.add(messages, "", Known{Mark: mark, Place: place}, taken)
		seen := map[string]bool{}
		for _, m := range p.Messages {
			if seen[m.ID] {
				t.Errorf("message %s is taken twice", m.ID)
			}
			seen[m.ID] = true
		}
		if len(p.Messages) != len(messages) {
			t.Errorf("%d messages taken of %d", len(p.Messages), len(messages))
		}
	})
}
