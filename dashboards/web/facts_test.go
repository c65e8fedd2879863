package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// sendFile posts a form with a file, as a browser does; no file where it has no
// name.
func sendFile(t *testing.T, s http.Handler, path string, fields map[string]string, field, name, content string) *http.Response {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for key, value := range fields {
		if err := m.WriteField(key, value); err != nil {
			t.Fatal(err)
		}
	}
	if name != "" {
		part, err := m.CreateFormFile(field, name)
		if err == nil {
			_, err = part.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "http://localhost"+path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Accept-Language", "en")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

func TestFacts(t *testing.T) {
	w := newWorld(t)
	site := factSite(t, w, newCabinet(t, w))
	for _, c := range []struct {
		path        string
		want, lacks []string
	}{
		{"/facts", []string{"3 facts to answer with", "Bus en service", "held against 1 rumour in thirty days", "In force", "Not yet in force", "Expired", "no document", "changed Tuesday 09:30 by analyst"}, []string{"Kéolane"}},
		{"/facts?state=retired", []string{"Bus de Kéolane"}, []string{"Bus en service"}},
		{"/facts?state=past", []string{"1,70\u00a0€"}, []string{"1,90\u00a0€"}},
		{"/facts?q=flotte", []string{"1 fact<", "Bus en service"}, []string{"Ponctualité"}},
		{"/facts?q=zzz", []string{"No fact of this choice.", "Show all"}, []string{"Bus en service"}},
		{"/facts/fleet-2026", []string{"1\u202f240\u00a0bus", "Its 2 versions", "“le rapport d’octobre est paru”", "<del><bdi>1\u202f231</bdi></del>", `download><bdi>rapport 2026 — flotte.pdf</bdi>`, "from 1 November 2026", "Rumours that it was held against", "“300 buses are said"}, nil},
		{"/facts/layoffs-2026", []string{"It has no English sentence", "plan social"}, nil},
		{"/facts/keolane-fleet", []string{"Retired Monday 09:30 by someone on this page.", "nous ne répondons pas", "Put it back as it was here"}, []string{"/edit"}},
		{"/facts/nothing", []string{"There is no such page."}, nil},
	} {
		page := body(t, get(t, site, c.path, "Accept-Language", "en"))
		for _, want := range c.want {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %q", c.path, want)
			}
		}
		for _, lacks := range c.lacks {
			if strings.Contains(page, lacks) {
				t.Errorf("%s says %q", c.path, lacks)
			}
		}
	}
}
