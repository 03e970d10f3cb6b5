package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"handoff/report"
)

func newVersion(u ui) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of handoff",
		Args:  arguments(0, 0),
		RunE: func(*cobra.Command, []string) error {
			t := report.ThisTool()
			_, err := fmt.Fprintf(u.out, "handoff %s %s %s\n", t.Version, t.Commit, t.Go)
			return err
		},
	}
}
