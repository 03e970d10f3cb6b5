package main

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"

	"handoff/score"
)

// plainEvery is how far apart lines of progress are where nothing can be drawn.
const plainEvery = 10 * time.Second

// progress shows how far a scoring run is. The first function is called as it
// goes on, the second when it has ended.
func (u ui) progress() (show func(score.Progress), end func()) {
	if u.terminal() {
		return u.drawn()
	}
	return u.plain(), func() {}
}

func (u ui) drawn() (func(score.Progress), func()) {
	bar := progressbar.NewOptions64(-1,
		progressbar.OptionSetWriter(u.err),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetWidth(16),
		progressbar.OptionSetElapsedTime(false),
		progressbar.OptionSetPredictTime(false), // which would count what was resumed
		progressbar.OptionClearOnFinish(),
	)
	show := func(p score.Progress) {
		if p.Read > 0 {
			bar.ChangeMax64(p.Total)
		}
		bar.Describe(sayProgress(p))
		bar.Set64(p.Read)
	}
	return show, func() { bar.Clear() }
}

func (u ui) plain() func(score.Progress) {
	var last time.Duration
	return func(p score.Progress) {
		if p.Elapsed-last < plainEvery {
			return
		}
		last = p.Elapsed
		line := sayProgress(p)
		if p.Read > 0 {
			line += fmt.Sprintf(" (%d%% of the input)", 100*p.Read/p.Total)
		}
		u.say("%s", line)
	}
}

func sayProgress(p score.Progress) string {
	text := fmt.Sprintf("%d records, %.0f/s, %d rejected", p.Records, float64(p.Records-p.Resumed)/p.Elapsed.Seconds(), p.Rejected)
	if left := leftOf(p); left > 0 {
		text += fmt.Sprintf(", %v left", left)
	}
	return text
}

// leftOf is about how long the rest takes, at the rate of what this run has
// scored; 0 where that cannot be told.
func leftOf(p score.Progress) time.Duration {
	if p.Read == 0 || p.Records == p.Resumed {
		return 0
	}
	rest := float64(p.Records) * float64(p.Total-p.Read) / float64(p.Read)
	return time.Duration(float64(p.Elapsed) * rest / float64(p.Records-p.Resumed)).Round(time.Second)
}
