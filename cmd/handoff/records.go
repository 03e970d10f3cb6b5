package main

import (
	"context"
	"fmt"

	"github.com/spf13/pflag"

	"handoff/records"
	"handoff/schema"
)

// recordFlags say how records are to be read. What they say of files holds
// before what the contract's [records] does.
type recordFlags struct {
	profile   profileFlag
	encoding  string
	delimiter string
	kind      string
}

func (r *recordFlags) add(f *pflag.FlagSet) {
	f.StringVar(&r.encoding, "encoding", "", "of text records: utf-8 or cp1252 (default the contract's)")
	f.StringVar(&r.delimiter, "delimiter", "", `character that parts the fields of text records, \t for a tab (default the contract's, else by the file's name)`)
	f.StringVar(&r.kind, "input-format", "", "what the records are, where their names do not say: csv, tsv, jsonl, parquet, arrow, ...")
	r.profile.add(f)
}

// contract is the contract in a model's folder, as the flags have it.
func (r recordFlags) contract(dir string) (*schema.Contract, error) {
	c, err := contractOf(dir)
	if err != nil {
		return nil, err
	}
	delimiter := r.delimiter
	if delimiter == `\t` {
		delimiter = "\t"
	}
	c.Records, err = c.Records.With(r.encoding, delimiter)
	return c, err
}

// options are those to read the records with.
func (r recordFlags) options() (records.Options, error) {
	profile, err := r.profile.read()
	if err != nil {
		return records.Options{}, err
	}
	if err := records.CanRead(r.kind); err != nil {
		return records.Options{}, fmt.Errorf("--input-format %w", err)
	}
	return records.Options{Profile: profile, Kind: r.kind}, nil
}

// reading is as options, with what is piped in place where paths name it, until it
// is released.
func (r recordFlags) reading(ctx context.Context, u ui, paths []string) (o records.Options, release func(), err error) {
	if o, err = r.options(); err == nil {
		o.Stdin, release, err = records.SpoolNameless(ctx, paths, u.in)
	}
	return o, release, err
}
