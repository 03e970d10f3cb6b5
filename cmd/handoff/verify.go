package main

import (
	"context"

	"github.com/spf13/cobra"

	"handoff/report"
	"handoff/score"
)

func newVerify(u ui) *cobra.Command {
	return &cobra.Command{
		Use:   "verify RECEIPT",
		Short: "Hold the files of a run to what its receipt says",
		Long: `Hold the files of a run to what its receipt says.

Inputs, outputs, contract, resources and, where it is still there, the wheel
are read again and their hashes compared. The counts must add up and be those
of the rows that are there. Relative paths begin in the folder of the run, which
the receipt names relative to its own: files that were moved together with their
receipt are found.

Exit code 0 when all is as the receipt says, 1 when something is not, 2 when
it could not be told.`,
		Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error { return verify(cmd.Context(), u, args[0]) },
	}
}

func verify(ctx context.Context, u ui, path string) error {
	receipt, err := report.ReadReceipt(path)
	if err != nil {
		return err
	}
	faults, err := receipt.Verify(ctx)
	if err != nil {
		return err
	}
	if len(faults) == 0 { // of other files the rows tell nothing
		if faults, err = score.Recount(receipt); err != nil {
			return err
		}
	}
	for _, fault := range faults {
		u.say("%s", fault)
	}
	if len(faults) > 0 {
		return errFaults
	}
	u.say("%s: all is as it says: %d inputs, %d outputs, %d records", path, len(receipt.Inputs), len(receipt.Outputs), receipt.Counts["read"])
	return nil
}
