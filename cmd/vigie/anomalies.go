package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"vigie/analyzers/anomaly"
)

func newAnomalies() *cobra.Command {
	return &cobra.Command{
		Use:   "anomalies < SERIES",
		Short: "Score a series: CSV timestamp,value in, timestamp,value,score,anomaly out",
		Long: `Reads CSV with the columns timestamp and value from standard input and writes each row with a score,
0 to 1, and whether it is an anomaly (1 or 0). The series may be of anything (mentions, calls, sales) and
at any step, minutes or days, in order of time; a header is optional. Each row is judged by the rows
before it alone, with the same parameters for every series: the first hundred or so only teach it what
is usual. After an anomaly only a worse one is told for a while. A row that cannot be read is told and
left out, and the command then fails at its end.

What Vigie raises of its own posts, with entities, hours and weekdays, is under vigie signals.`,
		Example: "  vigie anomalies < mentions.csv | grep ',1$'\n  vigie anomalies < calls.csv > scored.csv",
		Args:    checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			bad, err := anomaly.Copy(cmd.OutOrStdout(), cmd.InOrStdin())
			for _, line := range bad {
				fmt.Fprintln(cmd.ErrOrStderr(), line)
			}
			if err == nil && len(bad) > 0 {
				return errQuiet
			}
			return err
		},
	}
}
