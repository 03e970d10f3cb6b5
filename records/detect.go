package records

import (
	"bytes"
	"encoding/json"
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
	".jpg": formatJPEG, ".jpeg": formatJPEG, ".jpe": formatJPEG, ".jif": formatJPEG, ".jfif": formatJPEG,
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

// openFeed opens one path of an input.
func openFeed(c *schema.Contract, path string, o Options) (feed, error) {
	if path == Stdin && o.Stdin == "" {
		return nil, fmt.Errorf("%s: stdin is not read here: give a file, or ./%s for one of this name", path, path)
	}
	info, err := os.Stat(o.File(path))
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
	in, err := openInput(path, o.File(path))
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
