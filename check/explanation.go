package check

import (
	"go/doc/comment"
	"html/template"
	"strings"
)

// An explanation is a rule's documentation in the forms that reports need.
type explanation struct {
	Summary string // its first sentence
	doc     *comment.Doc
}

func explain(rule Rule) (explanation, error) {
	text, err := docOf(rule.function())
	if err != nil {
		return explanation{}, err
	}
	text = upperFirst(strings.TrimPrefix(text, rule.function()+" "))
	summary, _, _ := strings.Cut(text, "\n\n")
	return explanation{Summary: strings.Join(strings.Fields(summary), " "), doc: new(comment.Parser).Parse(text)}, nil
}

// upperFirst begins a text as a sentence does.
func upperFirst(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

func (e explanation) text() string     { return string(new(comment.Printer).Text(e.doc)) }
func (e explanation) markdown() string { return string(new(comment.Printer).Markdown(e.doc)) }

// HTML is the explanation as paragraphs, its parts' names in bold.
func (e explanation) HTML() template.HTML {
	html := string(new(comment.Printer).HTML(e.doc))
	for _, part := range []string{"Why:", "Example:", "Instead:"} {
		html = strings.Replace(html, "<p>"+part, "<p><b>"+part+"</b>", 1)
	}
	return template.HTML(html) // escaped by the printer
}
