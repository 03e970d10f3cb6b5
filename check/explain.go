package check

import (
	"embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strings"
)

//go:embed rules_*.go
var ruleSources embed.FS

// Explain gives a rule's documentation: what is wrong, why it matters, an
// example and what to write instead. It is the doc comment of the rule's function.
func Explain(name string) (string, error) {
	rule, err := ruleNamed(name)
	if err != nil {
		return "", err
	}
	doc, err := docOf(rule.function())
	if err != nil {
		return "", err
	}
	head := fmt.Sprintf("%s (%s)\n\n", rule.Name, rule.Severity)
	return head + strings.TrimPrefix(doc, rule.function()+" "), nil
}

// docOf finds a function's doc comment in the rules' own source.
func docOf(function string) (string, error) {
	names, err := fs.Glob(ruleSources, "*.go")
	if err != nil {
		return "", err
	}
	for _, name := range names {
		source, err := ruleSources.ReadFile(name)
		if err != nil {
			return "", err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ParseComments)
		if err != nil {
			return "", err
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Name.Name == function {
				return f.Doc.Text(), nil
			}
		}
	}
	return "", fmt.Errorf("function %s is in none of the rules' files", function)
}
