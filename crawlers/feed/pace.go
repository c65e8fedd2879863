package feed

import (
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// periods of the syndication module.
var periods = map[string]time.Duration{"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour, "monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour}

// ttl is how long a channel asks to be left, in RSS's words or syndication's. A
// frequency without a period is of a day, as the module says.
func ttl(n *node) time.Duration {
	minutes, _, _ := strings.Cut(n.value("ttl"), " ")
	if minutes, err := strconv.Atoi(minutes); err == nil && minutes > 0 && minutes < 60*24*31 {
		return time.Duration(minutes) * time.Minute
	}
	period := periods[strings.ToLower(n.value("sy:updateperiod"))]
	times, err := strconv.Atoi(n.value("sy:updatefrequency"))
	if err != nil || times < 1 || times >= 10_000 {
		return period
	}
	if period == 0 {
		period = periods["daily"]
	}
	return period / time.Duration(times)
}

// skipHours has bit h for the hour h of UTC in which nothing is published. The
// day begins with 0 or ends with 24, which are the same hour. A feed that rules
// out every hour says nothing.
func skipHours(n *node) (hours uint32) {
	list := n.child("skiphours")
	if list == nil {
		return 0
	}
	for _, c := range list.all("hour") {
		if h, err := strconv.Atoi(strings.TrimSpace(c.chars())); err == nil && h >= 0 && h <= 24 {
			hours |= 1 << (h % 24)
		}
	}
	if bits.OnesCount32(hours) == 24 {
		return 0
	}
	return hours
}

// skipDays has bit d for the time.Weekday d on which nothing is published.
func skipDays(n *node) (days uint8) {
	list := n.child("skipdays")
	if list == nil {
		return 0
	}
	for _, c := range list.all("day") {
		said := strings.ToLower(strings.TrimSpace(c.chars()))
		for d := time.Sunday; d <= time.Saturday; d++ {
			if len(said) >= 3 && strings.HasPrefix(strings.ToLower(d.String()), said[:3]) {
				days |= 1 << d
			}
		}
	}
	if bits.OnesCount8(days) == 7 {
		return 0
	}
	return days
}
