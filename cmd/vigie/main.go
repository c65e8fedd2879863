// Command vigie listens to what is said about an organisation, tells its
// communications team early what is starting, why it thinks so, and what to do.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"vigie/cmd/internal/engine"
)

// Exit codes.
const (
	failed = 1 // the command could not do all it was asked
	usage  = 2 // the command line is wrong

	interrupted = 130 // as shells say it of Ctrl-C
)

// goodbye is how long an interrupted command may take to leave; the embedded
// engine is given 12 seconds of it.
const goodbye = 30 * time.Second

func main() {
	if len(os.Args) > 1 && os.Args[1] == engine.ChildCommand {
		os.Exit(engine.Child(os.Args[2:]))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, os.Args[1:], os.Stderr) }()
	code := interrupted
	select {
	case code = <-ended:
	case <-ctx.Done():
		stop() // a second Ctrl-C ends it at once
		select {
		case code = <-ended:
		case <-time.After(goodbye): // blocked in a read, perhaps
		}
	}
	os.Exit(code)
}

func run(ctx context.Context, args []string, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var use usageError
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		return interrupted
	case errors.Is(err, errQuiet):
		return failed
	case errors.As(err, &use):
		complain(stderr, err, "see `"+use.command+" --help`")
		return usage
	}
	complain(stderr, err, hintFor(err))
	return failed
}

func complain(w io.Writer, err error, hint string) {
	fmt.Fprintf(w, "error: %v\n", err)
	if hint != "" {
		fmt.Fprintf(w, "hint: %s\n", hint)
	}
}

// errQuiet ends a command with a failure that it has told already.
var errQuiet = errors.New("failed")

// usageError is a command line that cannot be understood.
type usageError struct {
	error
	command string
}

// hinted is an error with the way out.
type hinted struct {
	error
	hint string
}

func (h hinted) Unwrap() error { return h.error }

func hintFor(err error) string {
	var h hinted
	if errors.As(err, &h) {
		return h.hint
	}
	return ""
}

// checked makes a failed argument check a usage error.
func checked(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{err, cmd.CommandPath()}
		}
		return nil
	}
}
