package check

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"
)

// The text report: each finding begins with its place, as compilers and
// linters write it, so that editors can jump there; below it what was
// declared, what was seen and how to mend it, indented. Then the count by
// section of the cookbook, what was not run, and the verdict as the last
// line. Lines are kept to 80 columns where words allow.

const textWidth = 80

// A painter writes colours, or none.
type painter bool

func (p painter) paint(code, text string) string {
	if !p {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

var severityColours = map[Severity]string{SeverityError: "31", SeverityWarning: "33", SeverityNote: "36"}

// colours tells whether w shows colours and its user wants them: see no-color.org.
func colours(w io.Writer) painter {
	file, ok := w.(*os.File)
	return painter(ok && os.Getenv("NO_COLOR") == "" && term.IsTerminal(int(file.Fd())))
}

func writeText(w io.Writer, r *Report) error {
	p := colours(w)
	var b strings.Builder
	for _, f := range r.Findings {
		p.finding(&b, f)
	}
	tally(&b, r.Findings)
	r.Compared.list(&b, r.Findings)
	notRunList(&b, r.reasons())
	for _, note := range r.Notes {
		labelled(&b, "note: ", note)
	}
	fmt.Fprintf(&b, "%s\n", p.verdict(r))
	_, err := io.WriteString(w, b.String())
	return err
}

func (p painter) finding(b *strings.Builder, f Finding) {
	place, mark := f.place(), string(f.Severity)
	if place != "" {
		place += ": "
	}
	if f.Waived != nil {
		mark = "waived " + mark
	}
	if f.Baseline == BaselineNew {
		mark = "new " + mark
	}
	var head strings.Builder
	wrapped(&head, place, "  ", fmt.Sprintf("%s %s: %s", f.Rule, mark, f.Message))
	rest, _ := strings.CutPrefix(head.String(), place+f.Rule)
	b.WriteString(p.paint("1", place) + p.paint(severityColours[f.Severity], f.Rule) + rest)
	for _, part := range f.parts() {
		labelled(b, fmt.Sprintf("    %-9s ", part[0]), part[1])
	}
	b.WriteByte('\n')
}

// parts are what is known of the finding besides its message, labelled.
func (f Finding) parts() [][2]string {
	all := [][2]string{{"declared", f.Declared}, {"seen", f.Seen}, {"rows", rowsText(f.Rows)}, {"fix", f.Fix}, {"behind", f.behindText()}, {"no repro", f.NoRepro}, {"waived", f.Waived.text()}}
	return slices.DeleteFunc(all, func(part [2]string) bool { return part[1] == "" })
}

// behindText says after what alone it was seen, "" where that is nothing.
func (f Finding) behindText() string {
	if f.Behind == "" {
		return ""
	}
	return "seen only after " + f.Behind
}

// place is file:line:offset as far as it is known.
func (f Finding) place() string {
	switch {
	case f.File == "":
		return ""
	case f.Line == 0:
		return f.File
	case f.Offset == 0:
		return fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	return fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Offset)
}

func (w *Waived) text() string {
	switch {
	case w == nil:
		return ""
	case w.Until == nil:
		return w.Reason
	}
	return fmt.Sprintf("%s (until %s)", w.Reason, w.Until.Format("2006-01-02"))
}

// rowsText shows the first rows and how many there are.
func rowsText(rows []int64) string {
	const most = 5
	var shown []string
	for _, row := range rows[:min(len(rows), most)] {
		shown = append(shown, fmt.Sprint(row))
	}
	text := strings.Join(shown, ", ")
	if len(rows) > most {
		text += fmt.Sprintf(" and %d more", len(rows)-most)
	}
	return text
}

// labelled writes a text after a label, later lines indented to it.
func labelled(b *strings.Builder, label, text string) {
	wrapped(b, label, strings.Repeat(" ", len(label)), text)
}

// wrapped writes a text after a label, later lines after an indent. A word
// is never broken, nor parted from its label.
func wrapped(b *strings.Builder, label, indent, text string) {
	line, words := label, 0
	for _, word := range strings.Fields(text) {
		if words > 0 && len(line)+len(word) > textWidth {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line, words = indent, 0
		}
		line, words = line+word+" ", words+1
	}
	b.WriteString(strings.TrimRight(line, " ") + "\n")
}

// tally counts findings by section; those that are waived in a column of their own.
func tally(b *strings.Builder, findings []Finding) {
	if len(findings) == 0 {
		return
	}
	var sections []string
	for _, f := range findings {
		if !slices.Contains(sections, f.Section) {
			sections = append(sections, f.Section)
		}
	}
	fmt.Fprintf(b, "%-8s %7s %9s %6s %7s\n", "section", "errors", "warnings", "notes", "waived")
	for _, section := range sections {
		c := count(findings, section)
		fmt.Fprintf(b, "%-8s %7d %9d %6d %7d\n", section, c[SeverityError], c[SeverityWarning], c[SeverityNote], c["waived"])
	}
	b.WriteByte('\n')
}

// count counts a section's findings by severity, "" for all sections.
func count(findings []Finding, section string) map[Severity]int {
	counts := map[Severity]int{}
	for _, f := range findings {
		switch {
		case section != "" && f.Section != section:
		case f.Waived != nil:
			counts["waived"]++
		default:
			counts[f.Severity]++
		}
	}
	return counts
}

// notRunList names the rules that were not run under their reasons.
func notRunList(b *strings.Builder, reasons []reason) {
	for _, reason := range reasons {
		labelled(b, "not run: ", reason.Text)
		labelled(b, "    ", strings.Join(reason.Rules, ", "))
		b.WriteByte('\n')
	}
}

// list tells what changed since the earlier check.
func (c *Compared) list(b *strings.Builder, findings []Finding) {
	if c == nil {
		return
	}
	labelled(b, c.since()+":", "")
	labelled(b, "    ", c.tally(findings))
	for _, f := range c.Fixed {
		labelled(b, "    fixed            ", f.line())
	}
	for _, f := range c.NotAsked {
		labelled(b, "    not asked again  ", f.line())
	}
	b.WriteByte('\n')
}

// line is the finding without its details.
func (f Finding) line() string {
	return strings.TrimPrefix(fmt.Sprintf("%s: %s: %s", f.place(), f.Rule, f.Message), ": ")
}

func (p painter) verdict(r *Report) string {
	colour := map[Verdict]string{Pass: "32", Fail: "31", Incomplete: "33"}[r.Verdict]
	return fmt.Sprintf("%s: %s: %s", r.Model, p.paint(colour, string(r.Verdict)), r.tally())
}

// tally counts the findings by severity, and the rules that were not run.
func (r *Report) tally() string {
	c := count(r.Findings, "")
	text := fmt.Sprintf("%s, %s, %s", plural(c[SeverityError], "error"), plural(c[SeverityWarning], "warning"), plural(c[SeverityNote], "note"))
	if c["waived"] > 0 {
		text += fmt.Sprintf(", %d waived", c["waived"])
	}
	if len(r.NotRun) > 0 {
		text += fmt.Sprintf("; %s not run", plural(len(r.NotRun), "rule"))
	}
	return text
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
