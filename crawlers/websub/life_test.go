package websub_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/websub"
)

func TestLife(t *testing.T) {
	r := newRig(t)
	r.run()
	r.sub.Offer("press", r.hub.url, topic)
	if r.hub.asked != 0 {
		t.Error("Offer asked the hub")
	}
	r.tick()
	r.wantState("press", websub.Asked)
	if r.sub.Live("press") {
		t.Error("live before the hub asked back")
	}
	r.hub.verify()
	r.tick()
	r.wantState("press", websub.Active)
	row := r.table.row("press")
	if want := r.clock.now().Add(10 * 24 * time.Hour); !row.Lease.Equal(want) {
		t.Errorf("lease until %s, want %s", row.Lease, want)
	}
	if len(row.Key) != 64 || len(row.Secret) != 64 || row.Key == row.Secret {
		t.Errorf("key %q, secret %q: want two of 64 digits", row.Key, row.Secret)
	}
	if status := r.hub.publish(topic, feed, "sha256"); status != http.StatusAccepted {
		t.Errorf("delivery answered %d, want 202", status)
	}
	d := <-r.came
	if d.Source != "press" || d.Topic != topic || d.ContentType != "application/atom+xml" || string(d.Body) != feed {
		t.Errorf("delivered %+v", d)
	}
	// Three leases long, looked at every hour: never a gap, and three or four
	// requests, not one an hour.
	for range 3 * 10 * 24 {
		r.clock.pass(time.Hour)
		r.sub.Offer("press", r.hub.url, topic)
		r.step()
		if !r.sub.Live("press") || r.hub.subscribers() != 1 {
			t.Fatalf("at %s: live %t, %d subscribers", r.clock.now(), r.sub.Live("press"), r.hub.subscribers())
		}
	}
	if r.hub.asked < 4 || r.hub.asked > 7 {
		t.Errorf("the hub was asked %d times in 30 days with leases of 10, want one every 6 or 7 days", r.hub.asked)
	}
	if later := r.table.row("press"); later.Key != row.Key || later.Secret != row.Secret {
		t.Error("a renewal made another subscription of it")
	}
	if log := r.log.String(); strings.Contains(log, row.Secret) || strings.Contains(log, row.Key) {
		t.Errorf("the log tells a secret: %s", log)
	}
}

func TestShortLease(t *testing.T) {
	r := newRig(t)
	r.hub.lease = time.Second
	r.sub.Offer("press", r.hub.url, topic)
	for range 60 {
		r.step()
		r.clock.pass(10 * time.Second)
	}
	if r.hub.asked > 3 {
		t.Errorf("a hub that grants seconds was asked %d times in 10 minutes, want at most 3", r.hub.asked)
	}
}

func TestRestart(t *testing.T) {
	r := subscribed(t)
	r.restart()
	r.run()
	if !r.sub.Live("press") {
		t.Error("not live after a restart")
	}
	if status := r.hub.publish(topic, feed, "sha1"); status != http.StatusAccepted {
		t.Errorf("delivery after a restart answered %d, want 202", status)
	}
	<-r.came
	r.step()
	if r.hub.asked != 1 {
		t.Errorf("asked %d times, want 1: a restart asks nobody", r.hub.asked)
	}
	r.clock.pass(7 * 24 * time.Hour) // no poll has offered it since, and it is renewed
	r.step()
	if r.hub.asked != 2 || !r.sub.Live("press") {
		t.Errorf("asked %d times, live %t; want a renewal", r.hub.asked, r.sub.Live("press"))
	}
}

func TestRestartBeforeTheHubAsksBack(t *testing.T) {
	r := newRig(t)
	r.sub.Offer("press", r.hub.url, topic)
	r.tick()
	r.restart()
	r.hub.verify()
	r.tick()
	if !r.sub.Live("press") {
		t.Error("the hub's question after a restart was not answered")
	}
}

// Before the table is read, a 410 would end subscriptions that are good.
func TestHubsWaitForTheTable(t *testing.T) {
	r := subscribed(t)
	r.table.fail(errors.New("the database does not answer"))
	sub := websub.New(r.options)
	if err := sub.Load(t.Context()); err == nil {
		t.Error("Load said nothing of the database")
	}
	r.mu.Lock()
	r.sub, r.serve = sub, sub
	r.mu.Unlock()
	if status := r.hub.publish(topic, feed, "sha256"); status != http.StatusServiceUnavailable {
		t.Errorf("delivery answered %d, want 503", status)
	}
	if err := sub.Tick(t.Context()); err == nil {
		t.Error("Tick said nothing of the database")
	}
	r.table.fail(nil)
	r.tick()
	if status := r.hub.publish(topic, feed, "sha256"); status != http.StatusAccepted {
		t.Errorf("delivery answered %d, want 202", status)
	}
}

func TestSavedLater(t *testing.T) {
	r := newRig(t)
	r.table.fail(errors.New("the database does not answer"))
	r.sub.Offer("press", r.hub.url, topic)
	if err := r.sub.Tick(t.Context()); err == nil {
		t.Error("Tick said nothing of the database")
	}
	r.hub.verify()
	r.table.fail(nil)
	r.tick()
	r.wantState("press", websub.Active)
}

func TestDenied(t *testing.T) {
	r := newRig(t)
	r.hub.refuse = "not\x00 for\n" + strings.Repeat("you ", 100)
	r.sub.Offer("press", r.hub.url, topic)
	r.step()
	r.wantState("press", websub.Denied)
	row := r.table.row("press")
	if !strings.Contains(row.Error, "denies the subscription: not for you you") || len(row.Error) > 300 {
		t.Errorf("error %q", row.Error)
	}
	for range 24 * 20 {
		r.clock.pass(time.Hour)
		r.sub.Offer("press", r.hub.url, topic)
		r.step()
	}
	if r.hub.asked != 1 {
		t.Errorf("a hub that denied was asked %d times in 20 days, want 1", r.hub.asked)
	}
	r.hub.refuse = ""
	r.clock.pass(20 * 24 * time.Hour)
	r.step()
	r.wantState("press", websub.Active)
	// It may deny what it had granted.
	at, _ := r.hub.callback(topic)
	if status, _ := r.hub.get(at, url.Values{"hub.mode": {"denied"}, "hub.topic": {topic}}); status != http.StatusOK {
		t.Errorf("denial answered %d, want 200", status)
	}
	r.tick()
	r.wantState("press", websub.Denied)
	if r.sub.Live("press") {
		t.Error("live after a denial")
	}
	again := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.challenge": {"abc"}, "hub.lease_seconds": {"60"}}
	if status, _ := r.hub.get(at, again); status != http.StatusNotFound {
		t.Errorf("a hub that denied asks back for what we did not ask again: %d, want 404", status)
	}
	if status := r.hub.publish(topic, feed, "sha256"); status != http.StatusGone {
		t.Errorf("delivery after a denial answered %d, want 410", status)
	}
}

func TestUnsubscribe(t *testing.T) {
	tests := []struct {
		name string
		end  func(r *rig)
	}{
		{"the feed names no hub", func(r *rig) { r.sub.Offer("press", "", "") }},
		{"the feed names no usable hub", func(r *rig) { r.sub.Offer("press", "mailto:hub", topic) }},
		{"the source is removed", func(r *rig) { r.remove("press") }},
		{"the source is removed, then a restart", func(r *rig) { r.remove("press"); r.restart() }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := subscribed(t)
			at, _ := r.hub.callback(topic)
			tt.end(r)
			r.tick()
			if status := distribute(t, at, []byte(feed), "sha1=00"); status != http.StatusGone {
				t.Errorf("delivery while it is left answered %d, want 410", status)
			}
			r.step()
			if n := r.hub.subscribers(); n != 0 {
				t.Errorf("%d subscribers are left, want 0", n)
			}
			r.wantState("press", websub.Ended)
			if row := r.table.row("press"); row.Secret != "" || row.Key != "" {
				t.Errorf("the row keeps what is secret: %+v", row)
			}
			if status := distribute(t, at, []byte(feed), "sha1=00"); status != http.StatusGone {
				t.Errorf("delivery answered %d, want 410", status)
			}
			r.restart()
			r.step()
			if r.hub.asked != 2 {
				t.Errorf("asked %d times, want 2: once to subscribe, once to unsubscribe", r.hub.asked)
			}
		})
	}
}

func TestUnsubscribeFromDeadHub(t *testing.T) {
	r := subscribed(t)
	r.hub.set(func() { r.hub.status = http.StatusBadGateway })
	r.sub.Offer("press", "", "")
	for range 48 {
		r.tick()
		r.clock.pass(time.Hour)
	}
	if r.hub.asked != 4 {
		t.Errorf("asked %d times, want 4: it was told three times, then it learns it from a 410", r.hub.asked)
	}
	r.wantState("press", websub.Ended)
	if status := r.hub.publish(topic, feed, "sha256"); status != http.StatusGone {
		t.Errorf("delivery answered %d, want 410", status)
	}
}

func TestWantedAgain(t *testing.T) {
	r := subscribed(t)
	r.sub.Offer("press", "", "")
	r.tick()
	r.sub.Offer("press", r.hub.url, topic)
	r.clock.pass(2 * time.Hour)
	r.step()
	r.step()
	if !r.sub.Live("press") || r.hub.subscribers() != 1 {
		t.Errorf("live %t, %d subscribers, want one live subscription", r.sub.Live("press"), r.hub.subscribers())
	}
	r.wantState("press", websub.Active)
}

func TestChanged(t *testing.T) {
	r := subscribed(t)
	second := newHub(t, r.clock.now)
	old := r.table.row("press")
	r.clock.pass(2 * time.Hour)
	r.sub.Offer("press", second.url, topic+"?v=2")
	r.step()
	second.verify()
	r.tick()
	if r.hub.subscribers() != 0 || second.subscribers() != 1 || !r.sub.Live("press") {
		t.Errorf("old hub %d, new hub %d subscribers, live %t; want 0, 1, true", r.hub.subscribers(), second.subscribers(), r.sub.Live("press"))
	}
	row := r.table.row("press")
	if row.Hub != second.url || row.Topic != topic+"?v=2" || row.Key == old.Key || row.Secret == old.Secret {
		t.Errorf("row %+v, want the new hub with a key and a secret of its own", row)
	}
	// A feed that names another hub at every poll makes us no pest.
	before := r.hub.asked + second.asked
	for i := range 60 {
		r.clock.pass(time.Minute)
		r.sub.Offer("press", []string{r.hub.url, second.url}[i%2], fmt.Sprint(topic, "?n=", i))
		r.step()
		second.verify()
	}
	if n := r.hub.asked + second.asked - before; n > 4 {
		t.Errorf("%d requests in an hour for a feed that keeps changing its mind, want at most 4", n)
	}
}

func TestEagerHub(t *testing.T) {
	r := newRig(t)
	r.hub.eager = true
	r.sub.Offer("press", r.hub.url, topic)
	for range 48 {
		r.tick()
		r.wantState("press", websub.Active)
		r.clock.pass(time.Hour)
	}
	if r.hub.asked != 1 {
		t.Errorf("asked %d times in two days, want 1", r.hub.asked)
	}
	r.sub.Offer("press", "", "")
	r.tick()
	r.wantState("press", websub.Ended)
}

func TestHandedOn(t *testing.T) {
	r := newRig(t)
	second := newHub(t, r.clock.now)
	r.hub.status, r.hub.header = http.StatusTemporaryRedirect, http.Header{"Location": {second.url}}
	r.sub.Offer("press", r.hub.url, topic)
	r.tick()
	second.verify()
	if !r.sub.Live("press") {
		t.Errorf("not live; row %+v", r.table.row("press"))
	}
	round := newRig(t)
	round.hub.status, round.hub.header = http.StatusPermanentRedirect, http.Header{"Location": {"/hub"}}
	round.sub.Offer("press", round.hub.url, topic)
	round.tick()
	round.wantState("press", websub.Failed)
	if round.hub.asked > 10 {
		t.Errorf("a hub that hands on to itself was asked %d times", round.hub.asked)
	}
}
