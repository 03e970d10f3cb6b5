package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"handoff/check"
)

func newExplain(u ui) *cobra.Command {
	return &cobra.Command{
		Use:   "explain [RULE]",
		Short: "Say what a rule of check wants and why, or list all rules",
		Args:  arguments(0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listRules(u.out)
			}
			text, err := check.Explain(args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(u.out, text)
			return err
		},
	}
}

func listRules(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range check.Rules() {
		fmt.Fprintf(t, "%s\t%s\n", r.Name, r.Severity)
	}
	return t.Flush()
}
