package records

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A promise is what a file is said to be, and by what; "" for nothing known.
type promise struct {
	format
	by string
}

func promiseOf(path string, o Options) promise {
	if o.Kind != "" {
		return promise{byName["."+o.Kind], "as it was asked for"}
	}
	return promise{byName[ending(path)], "by its name"}
}

// CanRead refuses a kind that [Options] do not know.
func CanRead(kind string) error {
	if _, known := byName["."+kind]; known || kind == "" {
		return nil
	}
	var kinds []string
	for ending := range byName {
		kinds = append(kinds, ending[1:])
	}
	slices.Sort(kinds)
	return fmt.Errorf("%q is no kind of records: expected one of %s", kind, strings.Join(kinds, ", "))
}

var errEmpty = errors.New("the file is empty: expected records")

// agree settles what a file is by its content and by what was said of it, or
// says that the two do not agree.
func (named promise) agree(path string, head []byte) (format, error) {
	content := byContent(head)
	known := named.format != ""
	switch {
	case len(head) == 0:
		return "", fmt.Errorf("%s: %w", path, errEmpty)
	case content == formatText && known && (named.format == formatCSV || named.format == formatTSV):
		return named.format, nil
	case content == formatText && !known:
		return formatCSV, nil
	case content == formatUTF16:
		return "", fmt.Errorf("%s: the content is %s: save it as UTF-8", path, content)
	case content == formatUnknown:
		return "", fmt.Errorf("%s: the content is %s: expected %s", path, content, formats(named.format))
	case content == formatText && named.format == formatJSONLines:
		return "", fmt.Errorf("%s: %s it is %s, by its content %s: expected one whole JSON object a line", path, named.by, named.format, content)
	case known && named.format != content && !(named.format == formatArrow && content == formatStream):
		return "", fmt.Errorf("%s: %s it is %s, by its content %s: give the right file, or rename it", path, named.by, named.format, content)
	}
	return content, nil
}

func formats(named format) string {
	if named != "" {
		return string(named)
	}
	return "CSV, TSV, JSON lines, Parquet or Arrow IPC, or JPEG, zip or tar for an image model"
}
