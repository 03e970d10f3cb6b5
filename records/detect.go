package records

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"handoff/schema"
)

// A format is a kind of record file.
type format string

const (
	formatCSV       format = "CSV"
	formatTSV       format = "TSV"
	formatJSONLines format = "JSON lines"
	formatParquet   format = "Parquet"
	formatArrow     format = "Arrow IPC file"
	formatStream    format = "Arrow IPC stream"
	formatJPEG      format = "JPEG"
	formatZip       format = "zip archive"
	formatTar       format = "tar archive"
	formatUnknown   format = "of an unknown kind"
	formatText      format = "text" // by content: which, the name says
	formatUTF16     format = "UTF-16 text"
)

// byName is what a name's ending promises. Both forms of Arrow IPC go by
// either name.
var byName = map[string]format{
	".csv": formatCSV, ".tsv": formatTSV, ".tab": formatTSV,
	".jsonl": formatJSONLines, ".ndjson": formatJSONLines, ".json": formatJSONLines,
	".parquet": formatParquet, ".pq": formatParquet,
	".arrow": formatArrow, ".feather": formatArrow, ".ipc": formatArrow, ".arrows": formatArrow,
	".jpg": formatJPEG, ".jpeg": formatJPEG,
	".zip": formatZip, ".tar": formatTar, ".tgz": formatTar,
}

// ending is the name's last ending, without that of a compression.
func ending(path string) string {
	path = strings.ToLower(path)
	return filepath.Ext(path[:len(path)-len(compressionOf(path))])
}

// byContent tells a format by how a file begins.
func byContent(head []byte) format {
	switch {
	case bytes.HasPrefix(head, []byte("PAR1")):
		return formatParquet
	case bytes.HasPrefix(head, []byte("ARROW1")):
		return formatArrow
	case bytes.HasPrefix(head, []byte{0xff, 0xff, 0xff, 0xff}):
		return formatStream
	case isJPEG(head):
		return formatJPEG
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return formatZip
	case len(head) >= 262 && string(head[257:262]) == "ustar":
		return formatTar
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return formatUTF16
	case notText(head):
		return formatUnknown
	case jsonObject(head):
		return formatJSONLines
	}
	return formatText
}

// notText tells whether bytes are no text. Records may hold control characters
// here and there, and broken ones more than that; but where there are many, at
// least the first line, with the names of the columns, has to be clean.
func notText(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return controls(head)*10 > len(head) && (controls(line) > 0 || !utf8.Valid(line))
}

func controls(text []byte) (n int) {
	for _, b := range text {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' {
			n++
		}
	}
	return n
}

// jsonObject tells whether text begins with a JSON object or array, or with
// as much of one as there is.
func jsonObject(head []byte) bool {
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\ufeff")))
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return false
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return json.Valid(bytes.TrimSpace(line)) || !bytes.Contains(head, []byte("\n"))
}

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

// openFeed opens one path of an input.
func openFeed(c *schema.Contract, path string, o Options) (feed, error) {
	if path == Stdin && o.Stdin == "" {
		return nil, fmt.Errorf("%s: only handoff score and handoff filter read stdin: give a file, or ./%s for one of this name", path, path)
	}
	info, err := os.Stat(o.file(path))
	if err != nil {
		return nil, fmt.Errorf("records: %w", err)
	}
	image := isImageModel(c)
	if info.IsDir() {
		if !image {
			return nil, fmt.Errorf("%s: it is a folder: expected a record file", path)
		}
		return openFolder(path, o)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: it is no regular file (%s): expected a record file, or what is piped in as %s", path, info.Mode().Type(), Stdin)
	}
	in, err := openInput(path, o.file(path))
	if err != nil {
		return nil, err
	}
	f, err := in.feed(c, image, o)
	if err != nil {
		in.Close()
		return nil, err
	}
	return f, nil
}

// feed opens the feed for the file's format. It owns the input on success.
func (in *input) feed(c *schema.Contract, image bool, o Options) (feed, error) {
	kind, err := promiseOf(in.path, o).agree(in.path, in.head)
	if err != nil {
		return nil, err
	}
	if images := []format{formatJPEG, formatZip, formatTar}; slices.Contains(images, kind) != image {
		if image {
			return nil, fmt.Errorf("%s: it is %s: an image model takes JPEG files, folders of them, zip or tar archives", in.path, kind)
		}
		return nil, fmt.Errorf("%s: it is a %s: expected records with the contract's columns", in.path, kind)
	}
	switch kind {
	case formatJSONLines:
		return openJSONLines(in, o)
	case formatParquet:
		return openParquet(in, o)
	case formatArrow:
		return openArrowFile(in, o)
	case formatStream:
		return openArrowStream(in, o)
	case formatJPEG:
		return openJPEG(in, o)
	case formatZip:
		return openZip(in, o)
	case formatTar:
		return openTar(in, o)
	}
	return openCSV(in, c.Records, kind, o)
}
