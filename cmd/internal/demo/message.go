package demo

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	"golang.org/x/net/html/charset"
)

// Message is one mail that the mailbox took.
type Message struct {
	ID           int
	Received     time.Time
	EnvelopeFrom string
	EnvelopeTo   []string
	From, To     string // as the headers say, decoded
	Subject      string
	Header       []HeaderLine
	HTML, Text   string // the parts, decoded; empty where there is none
	Inline       map[string]Part
	Raw          []byte
	Fault        string // why the message could not be read whole
}

// HeaderLine is one header, decoded.
type HeaderLine struct{ Name, Value string }

// Part is an inline image or attachment, by its Content-ID.
type Part struct {
	Type string
	Body []byte
}

// readMessage reads what it can of a mail; what it cannot is said in Fault.
func readMessage(raw []byte) Message {
	m := Message{Raw: raw, Inline: map[string]Part{}}
	parsed, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		m.Fault = err.Error()
		m.Text = string(raw)
		return m
	}
	words := &mime.WordDecoder{CharsetReader: charset.NewReaderLabel}
	decode := func(s string) string {
		if d, err := words.DecodeHeader(s); err == nil {
			return d
		}
		return s
	}
	m.From, m.To, m.Subject = decode(parsed.Header.Get("From")), decode(parsed.Header.Get("To")), decode(parsed.Header.Get("Subject"))
	for _, line := range headerNames(raw) {
		for _, v := range parsed.Header[line] {
			m.Header = append(m.Header, HeaderLine{line, decode(v)})
		}
	}
	m.part(parsed.Header.Get("Content-Type"), parsed.Header.Get("Content-Transfer-Encoding"), "", parsed.Body, 0)
	return m
}

// headerNames lists the headers' names in their order, each once.
func headerNames(raw []byte) []string {
	var names []string
	seen := map[string]bool{}
	head, _, _ := strings.Cut(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n\n")
	for line := range strings.SplitSeq(head, "\n") {
		name, _, ok := strings.Cut(line, ":")
		name = textproto.CanonicalMIMEHeaderKey(name)
		if ok && !strings.ContainsAny(name, " \t") && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

// maxDepth is how deep parts may lie in parts.
const maxDepth = 8

// part reads one part of the message into its place.
func (m *Message) part(contentType, encoding, id string, body io.Reader, depth int) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind, params = "text/plain", nil
	}
	if strings.HasPrefix(kind, "multipart/") && depth < maxDepth {
		for r := multipart.NewReader(body, params["boundary"]); ; {
			p, err := r.NextRawPart()
			if err != nil {
				if err != io.EOF {
					m.Fault = err.Error()
				}
				return
			}
			m.part(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p.Header.Get("Content-ID"), p, depth+1)
		}
	}
	switch strings.ToLower(encoding) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	b, err := io.ReadAll(body)
	if err != nil {
		m.Fault = err.Error()
	}
	switch {
	case kind == "text/html" && m.HTML == "":
		m.HTML = decodeText(b, params["charset"])
	case kind == "text/plain" && m.Text == "":
		m.Text = decodeText(b, params["charset"])
	case id != "":
		m.Inline[strings.Trim(id, "<> ")] = Part{kind, b}
	}
}

func decodeText(b []byte, label string) string {
	if label != "" {
		if r, err := charset.NewReaderLabel(label, bytes.NewReader(b)); err == nil {
			if d, err := io.ReadAll(r); err == nil {
				b = d
			}
		}
	}
	return strings.ToValidUTF8(string(b), "\ufffd")
}
