package crawlers

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// mark is what a site's visit keeps in its ETag: the one that the server gave;
// a digest of the body, because many servers give none or send unchanged bodies
// again; and when a page that failed is due again, which an unchanged list must
// not hide.
type mark struct {
	etag   string
	digest string
	retry  time.Time
}

// String is the ETag alone where there is nothing else. No ETag has a tab.
func (m mark) String() string {
	if m.digest == "" && m.retry.IsZero() {
		return m.etag
	}
	text := m.etag + "\t" + m.digest
	if !m.retry.IsZero() {
		text += "\t" + strconv.FormatInt(m.retry.Unix(), 10)
	}
	return text
}

func readMark(text string) mark {
	parts := strings.Split(text, "\t")
	m := mark{etag: parts[0]}
	if len(parts) > 1 {
		m.digest = parts[1]
	}
	if len(parts) > 2 {
		if seconds, err := strconv.ParseInt(parts[2], 10, 64); err == nil {
			m.retry = time.Unix(seconds, 0)
		}
	}
	return m
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:8])
}
