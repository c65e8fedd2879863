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
0 to 1, and whether it is an anomaly (1 or 0). Each row is judged by the rows before it alone. A row
that cannot be read is told and left out.`,
		Example: "  vigie anomalies < mentions.csv | grep ',1$'",
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
