package wrapper

import (
	"fmt"
	"regexp"
	"strings"
)

// Applies tells whether the requirement counts for a CPython of the given
// version, e.g. "3.8.18", on Linux x86-64 where no extra was asked for.
func (r Requirement) Applies(python string) (bool, error) {
	if r.Marker == "" {
		return true, nil
	}
	p := markerParser{rest: markerToken.FindAllString(r.Marker, -1), vars: markerVariables(python)}
	applies, err := p.or()
	if err == nil && len(p.rest) > 0 {
		err = fmt.Errorf("unexpected %s", p.rest[0])
	}
	if err != nil {
		return false, fmt.Errorf("requirement %q: marker: %w", r.Text, err)
	}
	return applies, nil
}

// markerVariables are the variables of PEP 508.
func markerVariables(python string) map[string]string {
	major, rest, _ := strings.Cut(python, ".")
	minor, _, _ := strings.Cut(rest, ".")
	return map[string]string{
		"python_version":                 major + "." + minor,
		"python_full_version":            python,
		"implementation_version":         python,
		"implementation_name":            "cpython",
		"platform_python_implementation": "CPython",
		"os_name":                        "posix",
		"sys_platform":                   "linux",
		"platform_system":                "Linux",
		"platform_machine":               "x86_64",
		"platform_release":               "",
		"platform_version":               "",
		"extra":                          "",
	}
}

var markerToken = regexp.MustCompile(`'[^']*'|"[^"]*"|[()]|===|==|~=|!=|<=|>=|<|>|[A-Za-z_.]+|\S`)

// A markerParser evaluates a marker by recursive descent: or, and, comparison.
type markerParser struct {
	rest []string
	vars map[string]string
}

// take removes the next token where it is the one given.
func (p *markerParser) take(token string) bool {
	if len(p.rest) == 0 || p.rest[0] != token {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

func (p *markerParser) next() (string, error) {
	if len(p.rest) == 0 {
		return "", fmt.Errorf("it ends too early")
	}
	token := p.rest[0]
	p.rest = p.rest[1:]
	return token, nil
}

func (p *markerParser) or() (bool, error) {
	value, err := p.and()
	for err == nil && p.take("or") {
		var right bool
		right, err = p.and()
		value = value || right
	}
	return value, err
}

func (p *markerParser) and() (bool, error) {
	value, err := p.comparison()
	for err == nil && p.take("and") {
		var right bool
		right, err = p.comparison()
		value = value && right
	}
	return value, err
}

func (p *markerParser) comparison() (bool, error) {
	if p.take("(") {
		value, err := p.or()
		if err == nil && !p.take(")") {
			err = fmt.Errorf("expected )")
		}
		return value, err
	}
	left, err := p.value()
	if err != nil {
		return false, err
	}
	op, err := p.next()
	if err == nil && op == "not" {
		op, err = "not in", p.expect("in")
	}
	if err != nil {
		return false, err
	}
	right, err := p.value()
	if err != nil {
		return false, err
	}
	return compareMarker(left, op, right)
}

func (p *markerParser) expect(token string) error {
	if !p.take(token) {
		return fmt.Errorf("expected %s", token)
	}
	return nil
}

// value is a quoted text or a variable.
func (p *markerParser) value() (string, error) {
	token, err := p.next()
	if err != nil {
		return "", err
	}
	if token[0] == '"' || token[0] == '\'' {
		return strings.Trim(token, token[:1]), nil
	}
	value, known := p.vars[token]
	if !known {
		return "", fmt.Errorf("unknown variable %s", token)
	}
	return value, nil
}

// compareMarker compares as versions where both sides are, else as text.
func compareMarker(left, op, right string) (bool, error) {
	switch op {
	case "in":
		return strings.Contains(right, left), nil
	case "not in":
		return !strings.Contains(right, left), nil
	}
	if s, err := ParseSpecifiers(op + right); err == nil && len(s) == 1 && len(release(left)) > 0 && len(release(right)) > 0 {
		return s[0].Admits(left), nil
	}
	switch op {
	case "==", "===":
		return left == right, nil
	case "!=":
		return left != right, nil
	case "<":
		return left < right, nil
	case "<=":
		return left <= right, nil
	case ">":
		return left > right, nil
	case ">=":
		return left >= right, nil
	}
	return false, fmt.Errorf("unknown operator %s", op)
}
