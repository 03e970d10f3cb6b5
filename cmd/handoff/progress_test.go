package main

import (
	"bytes"
	"testing"
	"time"

	"handoff/score"
)

func TestProgressElsewhereIsPlainLinesApart(t *testing.T) {
	var out bytes.Buffer
	show, end := ui{err: &out}.progress()
	for _, p := range []score.Progress{
		{Records: 1, Elapsed: 9 * time.Second, Read: 1, Total: 100},
		{Records: 1000, Rejected: 2, Elapsed: 10 * time.Second, Read: 25, Total: 100},
		{Records: 1001, Elapsed: 11 * time.Second, Read: 26, Total: 100},
		{Records: 4000, Rejected: 3, Elapsed: 20 * time.Second, Total: 100},             // a format that does not tell
		{Records: 5000, Resumed: 4700, Elapsed: 30 * time.Second, Read: 50, Total: 100}, // 10/s, and 5000 are left
	} {
		show(p)
	}
	end()
	const want = "handoff: 1000 records, 100/s, 2 rejected, 30s left (25% of the input)\n" +
		"handoff: 4000 records, 200/s, 3 rejected\n" +
		"handoff: 5000 records, 10/s, 0 rejected, 8m20s left (50% of the input)\n"
	if out.String() != want {
		t.Errorf("printed\n%s\nwant\n%s", &out, want)
	}
}
