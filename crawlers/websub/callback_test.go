package websub_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/websub"
)

func TestConfirm(t *testing.T) {
	tests := []struct {
		name       string
		query      string // T: the topic, escaped
		wantStatus int
		wantBody   string
	}{
		{"as asked", "hub.mode=subscribe&hub.topic=T&hub.challenge=abc&hub.lease_seconds=60", 200, "abc"},
		{"no lease, as older hubs", "hub.mode=subscribe&hub.topic=T&hub.challenge=abc", 200, "abc"},
		{"a script for a challenge", "hub.mode=subscribe&hub.topic=T&hub.lease_seconds=60&hub.challenge=%3Cscript%3E", 200, "<script>"},
		{"another topic", "hub.mode=subscribe&hub.topic=T%2F2&hub.challenge=abc&hub.lease_seconds=60", 404, ""},
		{"no topic", "hub.mode=subscribe&hub.challenge=abc&hub.lease_seconds=60", 404, ""},
		{"unsubscription we did not ask for", "hub.mode=unsubscribe&hub.topic=T&hub.challenge=abc", 404, ""},
		{"no challenge", "hub.mode=subscribe&hub.topic=T&hub.lease_seconds=60", 404, ""},
		{"an endless challenge", "hub.mode=subscribe&hub.topic=T&hub.lease_seconds=60&hub.challenge=" + strings.Repeat("a", 5000), 404, ""},
		{"a lease of nothing", "hub.mode=subscribe&hub.topic=T&hub.challenge=abc&hub.lease_seconds=0", 404, ""},
		{"a lease of words", "hub.mode=subscribe&hub.topic=T&hub.challenge=abc&hub.lease_seconds=ever", 404, ""},
		{"another mode", "hub.mode=publish&hub.topic=T&hub.challenge=abc", 404, ""},
		{"denial of another topic", "hub.mode=denied&hub.topic=https://other.example.org/", 404, ""},
		{"nothing", "", 404, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := subscribed(t)
			at, _ := r.hub.callback(topic)
			query, err := url.ParseQuery(strings.ReplaceAll(tt.query, "T", url.QueryEscape(topic)))
			if err != nil {
				t.Fatal(err)
			}
			status, body, header := fetchCallback(t, at, query)
			if status != tt.wantStatus || body != tt.wantBody {
				t.Errorf("%s answered %d %q, want %d %q", tt.query, status, body, tt.wantStatus, tt.wantBody)
			}
			if header.Get("Content-Type") != "text/plain; charset=utf-8" || header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("headers %v: a browser could take the challenge for a page", header)
			}
			if !r.sub.Live("press") {
				t.Error("the subscription is no longer live")
			}
			other := r.at + strings.Repeat("0", 64)
			if status, body, _ := fetchCallback(t, other, query); status != http.StatusNotFound || body != "" {
				t.Errorf("without the key: %d %q, want 404", status, body)
			}
		})
	}
}

func TestEndlessLease(t *testing.T) {
	r := subscribed(t)
	at, _ := r.hub.callback(topic)
	for _, seconds := range []string{"9000000000000000000", "7776000"} {
		query := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.challenge": {"abc"}, "hub.lease_seconds": {seconds}}
		if status, _ := r.hub.get(at, query); status != http.StatusOK {
			t.Fatalf("answered %d", status)
		}
		r.tick()
		if got, want := r.table.row("press").Lease, r.clock.now().Add(30*24*time.Hour); !got.Equal(want) {
			t.Errorf("lease of %s seconds until %s, want %s", seconds, got, want)
		}
	}
}

func TestDistribute(t *testing.T) {
	body := []byte(feed)
	genuine := func(method string) func(secret string) string {
		return func(secret string) string { return sign(method, secret, body) }
	}
	tests := []struct {
		name      string
		signature func(secret string) string
		wantTaken uint64
	}{
		{"sha1", genuine("sha1"), 1},
		{"sha256", genuine("sha256"), 1},
		{"sha384", genuine("sha384"), 1},
		{"sha512", genuine("sha512"), 1},
		{"capitals", func(s string) string { return strings.ToUpper(sign("sha256", s, body)) }, 1},
		{"none", func(string) string { return "" }, 0},
		{"another secret", func(s string) string { return sign("sha256", s+"0", body) }, 0},
		{"another body", func(s string) string { return sign("sha256", s, []byte("x")) }, 0},
		{"no secret", func(string) string { return sign("sha256", "", body) }, 0},
		{"cut", func(s string) string { return sign("sha256", s, body)[:30] }, 0},
		{"no digits", func(string) string { return "sha256=" }, 0},
		{"another method's name", func(s string) string { return strings.Replace(sign("sha256", s, body), "sha256", "sha1", 1) }, 0},
		{"a method nobody knows", func(s string) string { return strings.Replace(sign("sha256", s, body), "sha256", "md5", 1) }, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := subscribed(t)
			at, l := r.hub.callback(topic)
			if status := distribute(t, at, body, tt.signature(l.secret)); status != http.StatusAccepted {
				t.Errorf("answered %d, want 202 whatever the signature", status)
			}
			if got := r.sub.Counts(); got.Taken != tt.wantTaken || got.Forged != 1-tt.wantTaken {
				t.Errorf("counts %+v, want %d taken", got, tt.wantTaken)
			}
			r.tick()
			if warned := strings.Contains(r.log.String(), "signature missing or wrong"); warned != (tt.wantTaken == 0) {
				t.Errorf("log: %s", r.log)
			}
			if strings.Contains(r.log.String(), l.secret) {
				t.Error("the log tells the secret")
			}
		})
	}
}

// Where a hub signs twice, only the better signature counts.
func TestTwoSignatures(t *testing.T) {
	r := subscribed(t)
	at, l := r.hub.callback(topic)
	good, bad := sign("sha1", l.secret, []byte(feed)), sign("sha256", "wrong", []byte(feed))
	for _, both := range [][]string{{good, bad}, {bad, good}} {
		req := httptest.NewRequest(http.MethodPost, at, strings.NewReader(feed))
		req.Header["X-Hub-Signature"] = both
		r.sub.ServeHTTP(httptest.NewRecorder(), req)
	}
	if got := r.sub.Counts(); got.Taken != 0 || got.Forged != 2 {
		t.Errorf("counts %+v, want it dropped", got)
	}
}

func TestMethods(t *testing.T) {
	r := subscribed(t)
	at, _ := r.hub.callback(topic)
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodOptions, http.MethodHead} {
		w := httptest.NewRecorder()
		r.sub.ServeHTTP(w, httptest.NewRequest(method, at, nil))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == "" {
			t.Errorf("%s answered %d, want 405", method, w.Code)
		}
	}
}

func TestTooLarge(t *testing.T) {
	r := subscribed(t, func(o *websub.Options) { o.MaxBody = 1000 })
	at, l := r.hub.callback(topic)
	for _, size := range []int{1000, 1001} {
		body := []byte(strings.Repeat("a", size))
		want := http.StatusAccepted
		if size > 1000 {
			want = http.StatusRequestEntityTooLarge
		}
		if got := distribute(t, at, body, sign("sha256", l.secret, body)); got != want {
			t.Errorf("%d bytes answered %d, want %d", size, got, want)
		}
		// The same without a length in the header.
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at, io.MultiReader(strings.NewReader(string(body))))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Hub-Signature", sign("sha256", l.secret, body))
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%d bytes in chunks answered %d, want %d", size, resp.StatusCode, want)
		}
	}
	if got := r.sub.Counts(); got.Taken != 2 {
		t.Errorf("counts %+v, want 2 taken", got)
	}
}

// A delivery without a length sets room aside for the largest, and gives back
// what it did not need; many deliveries make few rows.
func TestManyDeliveries(t *testing.T) {
	r := subscribed(t)
	r.run()
	at, l := r.hub.callback(topic)
	saved := r.table.saved
	for i := range 50 {
		req := httptest.NewRequest(http.MethodPost, at, strings.NewReader(feed))
		req.ContentLength = -1
		req.Header.Set("X-Hub-Signature", sign("sha256", l.secret, []byte(feed)))
		w := httptest.NewRecorder()
		r.sub.ServeHTTP(w, req)
		if w.Code != http.StatusAccepted {
			t.Fatalf("delivery %d answered %d, want 202", i, w.Code)
		}
		<-r.came
		r.clock.pass(time.Minute)
		r.tick()
	}
	if n := r.table.saved - saved; n < 3 || n > 5 {
		t.Errorf("%d rows for 50 deliveries in 50 minutes, want one every quarter of an hour", n)
	}
}

// A hub that sends half of what it announced leaves nothing behind.
func TestCutDelivery(t *testing.T) {
	r := subscribed(t)
	at, l := r.hub.callback(topic)
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		conn, err := net.Dial("tcp", u.Host)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nX-Hub-Signature: %s\r\nContent-Length: 1000\r\n\r\nhalf",
			u.Path, u.Host, sign("sha256", l.secret, []byte("half")))
		_ = conn.(*net.TCPConn).CloseWrite()
		if _, err := io.ReadAll(conn); err != nil {
			t.Fatal(err)
		}
		conn.Close()
	}
	if status := r.hub.publish(topic, feed, "sha256"); status != http.StatusAccepted {
		t.Errorf("a good delivery after ten cut ones answered %d, want 202", status)
	}
	if got := r.sub.Counts(); got.Taken != 1 {
		t.Errorf("counts %+v, want 1 taken", got)
	}
}

func TestSlowConsumer(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	var calls, late int
	r := subscribed(t, func(o *websub.Options) {
		o.Deliver = func(ctx context.Context, _ websub.Delivery) error {
			entered <- struct{}{}
			<-leave
			calls++
			if ctx.Err() != nil {
				late++
			}
			return nil
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { r.sub.Run(ctx); close(ended) }()
	statuses := map[int]int{}
	statuses[r.hub.publish(topic, feed, "sha256")]++
	<-entered // Deliver is busy with the first
	for range 9 {
		statuses[r.hub.publish(topic, feed, "sha256")]++
	}
	if statuses[202] != 4 || statuses[503] != 6 {
		t.Errorf("answers %v, want 4 taken and the rest put off", statuses)
	}
	at, l := r.hub.callback(topic)
	req := httptest.NewRequest(http.MethodPost, at, strings.NewReader(feed))
	req.Header.Set("X-Hub-Signature", sign("sha256", l.secret, []byte(feed)))
	w := httptest.NewRecorder()
	r.sub.ServeHTTP(w, req)
	if w.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	cancel() // what was taken is still delivered
	leave <- struct{}{}
	for range 3 {
		<-entered
		leave <- struct{}{}
	}
	<-ended
	if calls != 4 || late > 0 {
		t.Errorf("%d delivered, %d without the time for it; want all 4 that were taken", calls, late)
	}
	if status := r.hub.publish(topic, feed, "sha256"); status != http.StatusServiceUnavailable {
		t.Errorf("delivery after Run answered %d, want 503", status)
	}
}

func TestFullQueue(t *testing.T) {
	r := newRig(t, func(o *websub.Options) { o.Queue = 3 })
	for i := range 5 {
		r.sub.Offer(fmt.Sprint("s", i), r.hub.url, fmt.Sprint(topic, "?n=", i))
	}
	r.step()
	statuses := map[int]int{}
	for i := range 5 {
		statuses[r.hub.publish(fmt.Sprint(topic, "?n=", i), feed, "sha256")]++
	}
	if statuses[202] != 3 || statuses[503] != 2 {
		t.Errorf("answers %v, want 3 taken and 2 put off", statuses)
	}
	r.run()
	for range 3 {
		<-r.came
	}
	if status := r.hub.publish(topic+"?n=4", feed, "sha256"); status != http.StatusAccepted {
		t.Errorf("the hub's second try answered %d, want 202", status)
	}
	<-r.came
}

func TestDeliverFails(t *testing.T) {
	came := make(chan struct{})
	r := subscribed(t, func(o *websub.Options) {
		o.Logger = slog.New(slog.DiscardHandler)
		o.Deliver = func(_ context.Context, d websub.Delivery) error {
			defer func() { came <- struct{}{} }()
			if string(d.Body) == "panic" {
				panic("a parser broke")
			}
			return errors.New("no feed in it")
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { r.sub.Run(ctx); close(ended) }()
	for _, body := range []string{"panic", feed} {
		r.hub.publish(topic, body, "sha256")
		<-came
	}
	cancel()
	<-ended
	if got := r.sub.Counts(); got.Taken != 2 || got.Failed != 2 {
		t.Errorf("counts %+v, want 2 taken that failed", got)
	}
}
