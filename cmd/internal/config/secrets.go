package config

import (
	"fmt"
	"net/url"
	"os"
	"strings"

	"vigie/crawlers/post"
)

// secrets reads what may not stand in the file itself.
func (c *Config) secrets(d *decoder, getenv func(string) string) {
	read := func(path, file, env string) string {
		if v := getenv(env); v != "" {
			return v
		}
		if file == "" {
			return ""
		}
		body, err := os.ReadFile(c.resolve(file))
		if err != nil {
			d.fault(path, fmt.Sprintf("cannot be read: %v", err), fmt.Sprintf("name a file that this user may read, or set %s", env))
			return ""
		}
		return strings.TrimRight(string(body), "\r\n")
	}
	c.ClickHouse.Password = read("clickhouse.password_file", c.ClickHouse.PasswordFile, "VIGIE_CLICKHOUSE_PASSWORD")
	c.Mail.Password = read("mail.password_file", c.Mail.PasswordFile, "VIGIE_MAIL_PASSWORD")
	for i := range c.Sources {
		c.token(d, fmt.Sprintf("sources[%d].token_file", i), &c.Sources[i])
	}
}

// token reads a source's token_file, unless it would be sent where others read
// along.
func (c *Config) token(d *decoder, path string, s *Source) {
	if s.TokenFile == "" {
		return
	}
	if u, err := url.Parse(s.URL); err == nil && u.Scheme == "http" && !loopback(u.Hostname()) {
		d.fault(path, "would be sent over plain http: anybody on the way could read the token", "write the source's address with https")
		return
	}
	body, err := os.ReadFile(c.resolve(s.TokenFile))
	token := strings.TrimSpace(string(body))
	switch {
	case err != nil:
		d.fault(path, fmt.Sprintf("cannot be read: %v", err), "name a file that this user may read, relative to this one")
	case token == "":
		d.fault(path, "names an empty file", `write the token into it, alone or as "Bearer x"`)
	case strings.ContainsFunc(token, func(r rune) bool { return r < ' ' || r > '~' }):
		d.fault(path, "names a file that holds more than one line of plain text", `write the token alone into it, or "Bearer x"`)
	case strings.Contains(token, " "): // it says its scheme
		s.token = post.Secret(token)
	default:
		s.token = post.Secret("Bearer " + token)
	}
}
