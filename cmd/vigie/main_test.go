package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"vigie/cmd/internal/engine"
)

// TestMain lets the test binary be vigie itself: in the scripts, and as the
// engine's child.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == engine.ChildCommand {
		os.Exit(engine.Child(os.Args[2:]))
	}
	testscript.Main(m, map[string]func(){"vigie": main})
}

// TestScripts runs testdata/script/*.txtar: what a person types and what they
// are told.
func TestScripts(t *testing.T) {
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_CACHE_HOME", cache) // where make put the engine
			serveSite(env)
			return nil
		},
		Condition: func(cond string) (bool, error) {
			_, err := engine.Find("")
			if err != nil && os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			return cond == "engine" && err == nil, nil
		},
	})
}
