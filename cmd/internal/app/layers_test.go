package app

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestLayers keeps the one direction of the data: what each part may import of
// the others.
func TestLayers(t *testing.T) {
	allowed := map[string][]string{
		"crawlers":   {},
		"analyzers":  {"vigie/crawlers/post"},
		"dashboards": {"vigie/crawlers/post", "vigie/analyzers/signal", "vigie/analyzers/phrase", "vigie/analyzers/query", "vigie/analyzers/text", "vigie/analyzers/fact", "vigie/analyzers/forecast", "vigie/analyzers/claim"},
	}
	for part, others := range allowed {
		out, err := exec.Command("go", "list", "-f", `{{$p := .ImportPath}}{{range .Imports}}{{$p}} {{.}}{{"\n"}}{{end}}`, "vigie/"+part+"/...").Output()
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		for line := range strings.Lines(string(out)) {
			from, to, _ := strings.Cut(strings.TrimSpace(line), " ")
			if !strings.HasPrefix(to, "vigie/") || strings.HasPrefix(to, "vigie/"+part) || slices.Contains(others, to) {
				continue
			}
			t.Errorf("%s imports %s: %s may import %v of the others", from, to, part, others)
		}
	}
}

// TestOneDoorToTheDatabase keeps SQL in the store: only it, and the engine that
// makes the empty database, know the driver. Nothing that reads posts has a
// network.
func TestOneDoorToTheDatabase(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{$p := .ImportPath}}{{range .Imports}}{{$p}} {{.}}{{"\n"}}{{end}}`, "vigie/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	doors := 0
	for line := range strings.Lines(string(out)) {
		from, to, _ := strings.Cut(strings.TrimSpace(line), " ")
		if strings.HasPrefix(to, "github.com/ClickHouse/clickhouse-go") {
			doors++
			if from != "vigie/cmd/internal/store" && from != "vigie/cmd/internal/engine" {
				t.Errorf("%s imports the database's driver", from)
			}
		}
		if strings.HasPrefix(from, "vigie/analyzers") && (to == "net" || to == "net/http" || to == "database/sql") {
			t.Errorf("%s imports %s: what reads posts has no network", from, to)
		}
	}
	if doors == 0 {
		t.Error("no import of the driver found: the test looks for the wrong thing")
	}
}
