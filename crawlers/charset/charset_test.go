package charset_test

import (
	"testing"
	"unicode/utf8"

	"vigie/crawlers/charset"
)

func TestUTF8(t *testing.T) {
	long := "Le tramway de la ligne 3 est bond\xe9 apr\xe8s vingt-deux heures, et la r\xe9gie r\xe9pond que c'est pr\xe9vu. "
	tests := []struct{ name, body, contentType, want string }{
		{"utf-8, said so", "été", "text/html; charset=utf-8", "été"},
		{"utf-8, said iso", "été", "text/html; charset=iso-8859-1", "été"},
		{"utf-8, the meta says iso", `<meta charset="iso-8859-1">été`, "text/html", `<meta charset="iso-8859-1">été`},
		{"iso, said so", "\xe9t\xe9", "text/html; charset=iso-8859-1", "été"},
		{"iso, said utf-8", long, "text/html; charset=utf-8", "Le tramway de la ligne 3 est bondé après vingt-deux heures, et la régie répond que c'est prévu. "},
		{"iso, the prolog says so", "<?xml version='1.0' encoding='ISO-8859-15'?><a>\xa4</a>", "text/xml", "<?xml version='1.0' encoding='ISO-8859-15'?><a>€</a>"},
		{"koi8-r, the meta says so", "<meta http-equiv=content-type content='text/html; charset=koi8-r'>\xc1\xc2", "", "<meta http-equiv=content-type content='text/html; charset=koi8-r'>аб"},
		{"utf-16 with a mark", "\xff\xfe<\x00a\x00>\x00", "", "<a>"},
		{"utf-16 without", "\x00<\x00a\x00>\x00\xe9", "", "<a>é"},
		{"mark of utf-8", "\xef\xbb\xbfété", "", "été"},
		{"one broken byte", "ééééééééééééé\xe9 et", "text/html; charset=utf-8", "ééééééééééééé\ufffd et"},
		{"nothing", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, name := charset.UTF8([]byte(tt.body), tt.contentType)
			if string(got) != tt.want {
				t.Errorf("UTF8(%q, %q) = %q (%s), want %q", tt.body, tt.contentType, got, name, tt.want)
			}
		})
	}
}

func FuzzUTF8(f *testing.F) {
	f.Add([]byte("<?xml encoding='koi8-r'?>\xff"), "text/xml; charset=\"")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		if got, name := charset.UTF8(body, contentType); !utf8.Valid(got) {
			t.Errorf("UTF8(%q, %q) = %q (%s): not UTF-8", body, contentType, got, name)
		}
	})
}
