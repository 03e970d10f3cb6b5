package score

import (
	"fmt"
	"strconv"
	"strings"
)

// A Limit is how many records may be rejected: a number, or a share of all.
type Limit struct {
	count int64
	share float64
	text  string
}

const notShare = -1

// ParseLimit reads "20" or "0.5%".
func ParseLimit(s string) (*Limit, error) {
	l := &Limit{text: s, share: notShare}
	var err error
	if percent, ok := strings.CutSuffix(s, "%"); ok {
		l.share, err = strconv.ParseFloat(percent, 64)
		l.share /= 100
		if err == nil && !(0 <= l.share && l.share <= 1) {
			err = strconv.ErrRange
		}
	} else {
		l.count, err = strconv.ParseInt(s, 10, 64)
		if err == nil && l.count < 0 {
			err = strconv.ErrRange
		}
	}
	if err != nil {
		return nil, fmt.Errorf("expected a number such as 20 or a share such as 0.5%%, got %q", s)
	}
	return l, nil
}

func (l *Limit) String() string {
	if l == nil {
		return ""
	}
	return l.text
}

// brokenBy tells whether so many rejects are too many. A share can only be
// judged once all records have been read.
func (l *Limit) brokenBy(rejected, read int64, atEnd bool) bool {
	switch {
	case l == nil:
		return false
	case l.share == notShare:
		return rejected > l.count
	}
	return atEnd && float64(rejected) > l.share*float64(read)
}
