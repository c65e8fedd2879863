package demo

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Outbox shows the mailbox over HTTP: the list at prefix, a message at
// prefix/N, its HTML part alone at prefix/N/html. What a mail holds never runs:
// the HTML part stands in a frame without scripts, forms or origin.
func (m *Mailbox) Outbox(prefix string) http.Handler {
	prefix = strings.TrimSuffix(prefix, "/")
	t := template.Must(template.New("outbox.html").ParseFS(files, "templates/outbox.html")) // embedded: cannot fail
	o := &outbox{box: m, prefix: prefix, template: t}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+prefix+"/{$}", o.list)
	mux.HandleFunc("GET "+prefix, o.list)
	mux.HandleFunc("GET "+prefix+"/{id}", o.message)
	mux.HandleFunc("GET "+prefix+"/{id}/html", o.html)
	mux.HandleFunc("GET "+prefix+"/{id}/raw", o.raw)
	return mux
}

type outbox struct {
	box      *Mailbox
	prefix   string
	template *template.Template
}

type outboxPage struct {
	FR       bool
	Other    string // address in the other language
	Prefix   string
	Query    string // keeps the language
	Messages []Message
	Message  *Message
	Height   int
}

// When gives a time as the page's reader writes it.
func (p outboxPage) When(t time.Time) string {
	if p.FR {
		return longDate("fr", t)
	}
	return longDate("en", t)
}

// Say picks the words of the page's language.
func (p outboxPage) Say(fr, en string) string {
	if p.FR {
		return fr
	}
	return en
}

// page works out the reader's language: ?lang=, else what the browser asks for.
func (o *outbox) page(r *http.Request) outboxPage {
	asked := r.URL.Query().Get("lang")
	fr := asked == "fr" || asked == "" && strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "fr")
	p := outboxPage{FR: fr, Prefix: o.prefix, Other: r.URL.Path + "?lang=fr"}
	if fr {
		p.Other = r.URL.Path + "?lang=en"
	}
	if asked == "fr" || asked == "en" {
		p.Query = "?lang=" + asked
	}
	return p
}

func (o *outbox) list(w http.ResponseWriter, r *http.Request) {
	p := o.page(r)
	p.Messages = o.box.Messages()
	slices.Reverse(p.Messages)
	o.render(w, p)
}

func (o *outbox) message(w http.ResponseWriter, r *http.Request) {
	msg, ok := o.find(r)
	if !ok {
		http.NotFound(w, r)
		return
	}
	p := o.page(r)
	p.Message, p.Height = &msg, min(1600, 420+len(msg.Text)/3)
	o.render(w, p)
}

func (o *outbox) render(w http.ResponseWriter, p outboxPage) {
	var b bytes.Buffer
	if err := o.template.Execute(&b, p); err != nil {
		http.Error(w, "outbox: "+err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.Write(b.Bytes())
}

func (o *outbox) find(r *http.Request) (Message, bool) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil {
		return Message{}, false
	}
	for _, m := range o.box.Messages() {
		if m.ID == id {
			return m, true
		}
	}
	return Message{}, false
}

var contentID = regexp.MustCompile(`(?i)cid:([^"'\s)>]+)`)

// html serves the HTML part to the frame. The sandbox directive holds even when
// the address is opened by itself; images come from the message only.
func (o *outbox) html(w http.ResponseWriter, r *http.Request) {
	msg, ok := o.find(r)
	if !ok || msg.HTML == "" {
		http.NotFound(w, r)
		return
	}
	body := contentID.ReplaceAllStringFunc(msg.HTML, func(cid string) string {
		p, ok := msg.Inline[cid[len("cid:"):]]
		if !ok || !strings.HasPrefix(p.Type, "image/") {
			return cid
		}
		return fmt.Sprintf("data:%s;base64,%s", p.Type, base64.StdEncoding.EncodeToString(p.Body))
	})
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	w.Write([]byte(body))
}

func (o *outbox) raw(w http.ResponseWriter, r *http.Request) {
	msg, ok := o.find(r)
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Write(msg.Raw)
}
