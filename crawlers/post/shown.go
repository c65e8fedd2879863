package post

import (
	"net/url"
	"regexp"
)

// secret is a parameter of an address whose name says that its value lets
// somebody in. It stands in running text too, and there with & written &amp;.
var secret = regexp.MustCompile(`(?i)((?:^|[?&;])(?:[\w.-]*(?:token|secret|passw(?:or)?d|apikey)|(?:[\w.-]*[_.-])?(?:key|pwd|pass|auth|sig|signature))=)[^&;#\s"'<>]*[^&;#\s"'<>:,]`)

// Masked is an address, or a text that holds some, without the values of the
// parameters that let somebody in: "token=…". It is for people to read.
func Masked(text string) string { return secret.ReplaceAllString(text, "${1}…") }

// Shown is the source's address as people may see it.
func (s Source) Shown() string { return Masked(s.URL) }

// Way is where people are led from an address: there, and where it holds a
// secret, to its site.
func Way(address string) string {
	if Masked(address) == address {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}).String()
}
