package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/goccy/go-yaml"
	"golang.org/x/sync/errgroup"

	"vigie/cmd/internal/config"
	"vigie/cmd/internal/demo"
)

const (
	demoReader = "communication@translum.example" // where the demo's alerts go
	demoUser   = "vigie"                          // of its mailbox
	demoZone   = "Europe/Paris"
)

// DemoOptions say how to show Vigie on one machine.
type DemoOptions struct {
	Listener net.Listener // of the pages
	Folder   string       // of the database
	Seed     int64
	Start    time.Time // of the sample web's live part; default: now
	Web      demo.Options
	Language string // of the organisation; default: fr
	Log      *slog.Logger
}

// Demo is the sample web and its mailbox, and what a Service needs to watch it.
type Demo struct {
	Options Options // for Serve or Open
	Web     *demo.Web
	Mailbox *demo.Mailbox

	web, mail net.Listener
}

// NewDemo takes the ports and writes what the configuration names. Nothing is
// served before Serve.
func NewDemo(o DemoOptions) (*Demo, error) {
	if o.Web.Start.IsZero() {
		o.Web.Start = time.Now()
	}
	if o.Web.Seed == 0 {
		o.Web.Seed = o.Seed
	}
	web, err := demo.New(o.Web)
	if err != nil {
		return nil, err
	}
	d := &Demo{Web: web}
	if d.web, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("serve the sample web: %w", err)
	}
	if d.mail, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, errors.Join(fmt.Errorf("serve the mailbox: %w", err), d.web.Close())
	}
	if err := d.configure(o); err != nil {
		return nil, errors.Join(err, d.web.Close(), d.mail.Close())
	}
	return d, nil
}

// inParis is the clock of the sample organisation, whatever this machine's zone.
func inParis(now func() time.Time) func() time.Time {
	if now == nil {
		now = time.Now
	}
	zone := config.Config{Organisation: config.Organisation{Timezone: demoZone}}.Zone()
	return func() time.Time { return now().In(zone) }
}

// configure writes the demo's config.yaml, as an administrator would have, and
// reads it: the command line can ask the running demo with it.
func (d *Demo) configure(o DemoOptions) error {
	password := rand.Text()
	mailbox, err := demo.NewMailbox(demo.MailboxOptions{User: demoUser, Password: password, Now: inParis(o.Web.Now), Logger: o.Log})
	if err != nil {
		return err
	}
	d.Mailbox = mailbox
	files := map[string][]byte{
		"facts.yaml": demo.Facts(), "mail.password": []byte(password + "\n"), "mail.ca.pem": mailbox.Certificate(),
	}
	papers, err := demo.Documents()
	if err != nil {
		return err
	}
	maps.Copy(files, papers)
	for name, body := range files {
		if err := os.WriteFile(filepath.Join(o.Folder, name), body, 0o600); err != nil {
			return fmt.Errorf("prepare the demo: %w", err)
		}
	}
	body, err := yaml.Marshal(d.config(o))
	if err != nil {
		return fmt.Errorf("prepare the demo: %w", err)
	}
	path := filepath.Join(o.Folder, "config.yaml")
	if err := os.WriteFile(path, body, 0o600); err != nil {
		return fmt.Errorf("prepare the demo: %w", err)
	}
	c, err := config.Load(path, func(string) string { return "" }) // the demo is not the environment's service
	if err != nil {
		return err
	}
	d.Options = Options{Config: c, Log: o.Log, Now: o.Web.Now, Pace: time.Second, Listener: o.Listener, Outbox: mailbox.Outbox("/outbox")}
	return nil
}

func (d *Demo) config(o DemoOptions) config.Config {
	url := "http://" + o.Listener.Addr().String()
	if a, ok := o.Listener.Addr().(*net.TCPAddr); ok && a.IP.IsLoopback() {
		url = fmt.Sprintf("http://localhost:%d", a.Port)
	}
	if o.Language == "" {
		o.Language = "fr"
	}
	_, mailPort, _ := net.SplitHostPort(d.mail.Addr().String())
	c := config.Config{
		Organisation: config.Organisation{Language: o.Language, Timezone: demoZone, Contact: "presse@translum.example"},
		Listen:       o.Listener.Addr().String(), PublicURL: url, Data: "data", Facts: "facts.yaml",
		ClickHouse: config.ClickHouse{Database: "vigie", User: "default"}, Reading: config.Reading{Stories: 10_000, Copies: 50_000},
		// The sample web is our own and on this machine: no need to spare it.
		Crawl: config.Crawl{Every: 5 * time.Second, Delay: 20 * time.Millisecond, Timeout: 15 * time.Second,
			Fastest: 5 * time.Second, Slowest: time.Minute, PerDomain: 12, MaxBytes: 5 << 20, Workers: 12, Pages: 200, PrivateNetworks: []string{"127.0.0.0/8", "::1/128"}},
		Mail: config.Mail{Server: "localhost:" + mailPort, From: "Vigie <vigie@translum.example>", User: demoUser,
			PasswordFile: "mail.password", CAFile: filepath.Join(o.Folder, "mail.ca.pem"), TLS: "starttls"},
		Alerts: []config.Route{{To: []string{demoReader}, Language: o.Language}},
	}
	for _, e := range demo.Entities() {
		kind := "company"
		if e.Competitor {
			kind = "competitor"
		}
		c.Entities = append(c.Entities, config.Entity{ID: e.ID, Name: e.Name, Kind: kind, Aliases: e.Aliases})
	}
	c.Organisation.Name = c.Entities[0].Name
	for _, s := range d.Web.Sources(d.web.Addr().String()) {
		c.Sources = append(c.Sources, config.Source{ID: s.ID, Name: s.Name, URL: s.URL, Kind: string(s.Kind), Owner: string(s.Owner),
			Language: s.Language, Audience: s.Audience, Tags: s.Tags, Every: s.Every})
	}
	return c
}

// Serve answers for the sample web and the mailbox until ctx ends.
func (d *Demo) Serve(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return d.Web.Serve(ctx, d.web) })
	group.Go(func() error { return d.Mailbox.Serve(ctx, d.mail) })
	return group.Wait()
}
