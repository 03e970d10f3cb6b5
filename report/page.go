package report

import (
	"embed"
	"fmt"
	"html/template"
	"path/filepath"
	"time"
)

//go:embed page.html page.css receipt.html
var shellFiles embed.FS

var shell = template.Must(template.New("page.html").Funcs(template.FuncMap{
	"css":  stylesheet,
	"file": shownName,
	"size": size,
	"date": func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") },
}).ParseFS(shellFiles, "page.html", "receipt.html"))

// Page gives the template of an HTML report: one file that needs nothing from
// elsewhere, which its own policy enforces, and no script. source defines
// "title" and "body"; it may use the template "receipt", given a [Receipt],
// and the shell's style and functions.
//
// It panics where source does not parse: source is part of the program.
func Page(source string) *template.Template {
	return template.Must(template.Must(shell.Clone()).Parse(source))
}

func stylesheet() (template.CSS, error) {
	text, err := shellFiles.ReadFile("page.css")
	return template.CSS(text), err
}

// shownName keeps the folders of this machine out of a page that is sent to
// others.
func shownName(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Base(path)
	}
	return path
}

// size is a number of bytes as one reads it, in units of 1000.
func size(n int64) string {
	const units = "kMGTPE"
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	value, unit := float64(n)/1000, 0
	for ; value >= 999.95; unit++ {
		value /= 1000
	}
	return fmt.Sprintf("%.1f %cB", value, units[unit])
}
