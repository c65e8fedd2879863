package extract_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/extract"
)

var shownDates = []struct{ host, lang, shown, foot, want string }{
	// Words for days, at the hour of the forum's zone.
	{"a.example", "fr", "Aujourd'hui à 10:05", "", "2026-11-20T09:05Z"},
	{"a.example", "fr", "aujourd’hui à 10h05", "", "2026-11-20T09:05Z"},
	{"a.example", "fr", "Hier à 14h05", "", "2026-11-19T13:05Z"},
	{"a.example", "fr", "hier, 23:59", "", "2026-11-19T22:59Z"},
	{"a.example", "fr", "Avant-hier à 08:00", "", "2026-11-18T07:00Z"},
	{"a.example", "en", "Today at 9:41 am", "", "2026-11-20T09:41Z"},
	{"a.example", "en", "Yesterday, 11:15 PM", "", "2026-11-19T23:15Z"},
	{"a.example", "en", "Yesterday at 12:05 AM", "", "2026-11-19T00:05Z"},
	{"a.example", "en", "Monday at 3:40 PM", "", "2026-11-16T15:40Z"},
	{"a.example", "de", "Heute, 09:15", "", "2026-11-20T08:15Z"},
	{"a.example", "de", "Gestern um 21:40 Uhr", "", "2026-11-19T20:40Z"},
	{"a.example", "de", "Vorgestern um 21:40", "", "2026-11-18T20:40Z"},
	{"a.example", "de", "Mittwoch um 07:05 Uhr", "", "2026-11-18T06:05Z"},
	{"a.example", "es", "Hoy a las 10:00", "", "2026-11-20T10:00Z"},
	{"a.example", "es", "Ayer a las 22:10", "", "2026-11-19T22:10Z"},
	{"a.example", "es", "Anteayer a las 22:10", "", "2026-11-18T22:10Z"},
	{"a.example", "it", "Oggi alle 9:00", "", "2026-11-20T08:00Z"},
	{"a.example", "it", "Ieri alle 18:30", "", "2026-11-19T17:30Z"},
	{"a.example", "it", "L'altro ieri alle 18:30", "", "2026-11-18T17:30Z"},
	// So long ago.
	{"a.example", "fr", "il y a 2 heures", "", "2026-11-20T10:30Z"},
	{"a.example", "fr", "il y a une minute", "", "2026-11-20T12:29Z"},
	{"a.example", "fr", "il y a 3 jours", "", "2026-11-17T12:30Z"},
	{"a.example", "en", "45 minutes ago", "", "2026-11-20T11:45Z"},
	{"a.example", "en", "an hour ago", "", "2026-11-20T11:30Z"},
	{"a.example", "en", "about 2 hours ago", "", "2026-11-20T10:30Z"},
	{"a.example", "en", "2 weeks ago", "", "2026-11-06T12:30Z"},
	{"a.example", "en", "3 months ago", "", "2026-08-20T12:30Z"},
	{"a.example", "de", "vor 5 Minuten", "", "2026-11-20T12:25Z"},
	{"a.example", "de", "vor einer Stunde", "", "2026-11-20T11:30Z"},
	{"a.example", "de", "vor 2 Tagen", "", "2026-11-18T12:30Z"},
	{"a.example", "es", "hace 10 minutos", "", "2026-11-20T12:20Z"},
	{"a.example", "es", "hace una hora", "", "2026-11-20T11:30Z"},
	{"a.example", "es", "hace 2 años", "", "2024-11-20T12:30Z"},
	{"a.example", "it", "3 ore fa", "", "2026-11-20T09:30Z"},
	{"a.example", "it", "un'ora fa", "", "2026-11-20T11:30Z"},
	{"a.example", "it", "due giorni fa", "", "2026-11-18T12:30Z"},
	// Full dates.
	{"a.example", "fr", "Publié le 3 nov. 2026 à 14h05", "", "2026-11-03T13:05Z"},
	{"a.example", "fr", "mer. 1er juil. 2026 09:00", "", "2026-07-01T07:00Z"},
	{"a.example", "fr", "mar. 5 mai 2026, 8h", "", "2026-05-05T06:00Z"},
	{"a.example", "fr", "dimanche 9 août 2026 - 18:20:31", "", "2026-08-09T16:20Z"},
	{"a.example", "fr", "05/04/2026 à 12:15", "", "2026-04-05T10:15Z"},
	{"a.example", "en", "Tue Nov 17, 2026 1:05 pm", "", "2026-11-17T13:05Z"},
	{"a.example", "en", "17th November 2026, 12:00 am", "", "2026-11-17T00:00Z"},
	{"a.example", "en", "11-05-2026, 01:56 PM", "", "2026-11-05T13:56Z"},
	{"a.example", "en-GB", "05/11/2026 13:56", "", "2026-11-05T13:56Z"},
	{"a.example", "en", "Nov 17, 2026", "", "2026-11-17T00:00Z"},
	{"a.example", "de", "03.11.2026, 14:05", "", "2026-11-03T13:05Z"},
	{"a.example", "de", "3. März 2026 um 14:05 Uhr", "", "2026-03-03T13:05Z"},
	{"a.example", "", "03.11.26, 14:05", "", "2026-11-03T14:05Z"},
	{"a.example", "es", "mié, 04 nov 2026 09:00", "", "2026-11-04T09:00Z"},
	{"a.example", "es", "4 de noviembre de 2026 a las 09:00", "", "2026-11-04T09:00Z"},
	{"a.example", "it", "sab 7 mar 2026, 9.05", "", "2026-03-07T08:05Z"},
	{"a.example", "it", "7 marzo 2026 alle ore 21:05", "", "2026-03-07T20:05Z"},
	// The zone that the foot names goes before that of the language.
	{"a.example", "en", "Tue Nov 17, 2026 1:05 pm", "All times are UTC+01:00", "2026-11-17T12:05Z"},
	{"a.example", "en", "Tue Nov 17, 2026 1:05 pm", "All times are GMT -5. The time now is 07:30 AM.", "2026-11-17T18:05Z"},
	{"a.example", "en", "Tue Nov 17, 2026 1:05 pm", "All times are UTC", "2026-11-17T13:05Z"},
	{"a.example", "fr", "mar. 17 nov. 2026 13:05", "Le fuseau horaire est GMT +3. Il est actuellement 15h30.", "2026-11-17T10:05Z"},
	{"a.example", "fr", "mar. 17 nov. 2026 13:05", "Fuseau horaire : UTC-4", "2026-11-17T17:05Z"},
	{"a.example", "fr", "mar. 17 nov. 2026 13:05", "Heures au format UTC", "2026-11-17T13:05Z"},
	{"a.example", "de", "17.11.2026, 13:05", "Alle Zeiten sind UTC+02:00", "2026-11-17T11:05Z"},
	{"a.example", "de", "17.11.2026, 13:05", "Zeitzone: UTC+01:00", "2026-11-17T12:05Z"},
	{"a.example", "de", "17.07.2026, 13:05", "Alle Zeitangaben in WEZ +1. Es ist jetzt 13:30 Uhr.", "2026-07-17T12:05Z"},
	{"a.example", "es", "17 nov 2026 13:05", "Todos los horarios son UTC-03:00", "2026-11-17T16:05Z"},
	{"a.example", "it", "17 nov 2026 13:05", "Tutti gli orari sono UTC+01:00", "2026-11-17T12:05Z"},
	{"a.example", "en", "Tue Nov 17, 2026 1:05 pm", "All times are UTC+05:30", "2026-11-17T07:35Z"},
	{"a.example", "en", "Tue Nov 17, 2026 1:05 pm", "All times are UTC-03:30", "2026-11-17T16:35Z"},
	{"a.example", "en", "Tue Jul 14, 2026 1:05 pm", `All times are <abbr title="America/New York">UTC-04:00</abbr>`, "2026-07-14T17:05Z"},
	{"a.example", "en", "Tue Nov 17, 2026 1:05 pm", `All times are <span title="America/New York">UTC-05:00</span>`, "2026-11-17T18:05Z"},
	{"a.example", "fr", "mar. 14 juil. 2026 13:05", `Heures au format <span title="Europe/Paris">UTC+01:00</span>`, "2026-07-14T11:05Z"},
}

// TestThreadDates reads dates as forums show them. The pages are read on
// Friday, 20 November 2026, at 12:30 UTC.
func TestThreadDates(t *testing.T) {
	for _, c := range shownDates {
		page := fmt.Sprintf(`<html lang="%s"><body id="phpbb"><div id="p7" class="post"><p class="author"><a href="./viewtopic.php?p=7#p7">#</a> <span class="username">ada</span> » %s</p><div class="postbody"><div class="content">No bus.</div></div></div><div id="page-footer">%s</div></body></html>`, c.lang, c.shown, c.foot)
		got, err := extract.ReadThread([]byte(page), "https://"+c.host+"/viewtopic.php?t=1", readAt)
		if err != nil || len(got.Messages) != 1 {
			t.Errorf("%q: got %d messages, %v", c.shown, len(got.Messages), err)
			continue
		}
		if m := got.Messages[0]; !m.Dated || m.Published.UTC().Format("2006-01-02T15:04Z07:00") != c.want {
			t.Errorf("%s %q, foot %q: got %s, want %s", c.lang, c.shown, c.foot, m.Published.UTC().Format(time.RFC3339), c.want)
		}
	}
}

// TestThreadWithoutNamesOfElements reads blocks where only their place tells who
// wrote: below a number of posts, beside a rank; and where a title has a year.
func TestThreadWithoutNamesOfElements(t *testing.T) {
	for _, head := range []string{"<p>1%d posts</p><p>rider%[1]d</p>", "<h4>rider%d <em>V.I.P.</em></h4>"} {
		var page strings.Builder
		page.WriteString(`<html lang="en"><head><title>Trams of 2020</title></head><body>`)
		for i, text := range []string{"The new trams smell of glue in the morning.", "Only those of the first series, I think so.", "Mine did on Monday, and nobody would say why."} {
			fmt.Fprintf(&page, `<div class="b"><div class="h">`+head+`</div><div class="t"><h3>Re: Trams of 2020</h3><p><span>Tue Nov 17, 2026 1:0%[1]d pm</span></p><div class="c">%s</div></div></div>`, i, text)
		}
		page.WriteString(`</body></html>`)
		got, err := extract.ReadThread([]byte(page.String()), "https://a.example/88", readAt)
		if err != nil || len(got.Messages) != 3 {
			t.Errorf("%s: got %d messages, %v; want 3", head, len(got.Messages), err)
		}
		for i, m := range got.Messages {
			if want := fmt.Sprintf("2026-11-17T13:0%dZ", i); m.Author != fmt.Sprint("rider", i) || m.Published.UTC().Format("2006-01-02T15:04Z07:00") != want {
				t.Errorf("%s, message %d: got %q at %s, want rider%d at %s", head, i, m.Author, m.Published, i, want)
			}
		}
	}
}
