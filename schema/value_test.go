package schema_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"handoff/schema"
)

func TestShape(t *testing.T) {
	for value, want := range map[string]string{
		"Z7004": "A####", "Zoë O'Brien": "Aaa A'Aaaaa", "-1.5e3": "-#.#a#", "½ ٣ 山": "# # a", "": "",
	} {
		if got := schema.Shape(value); got != want {
			t.Errorf("shape of %q is %q, want %q", value, got, want)
		}
	}
}

func TestSecretNeverPrints(t *testing.T) {
	secret := schema.Secret("Z7004")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%10s", "%z"} {
		for _, value := range []any{secret, &secret, []schema.Secret{secret}, schema.Violation{Seen: secret}} {
			got := fmt.Sprintf(verb, value)
			if strings.Contains(got, "7004") || strings.Contains(got, fmt.Sprintf("%x", "Z7004")) {
				t.Errorf("%s of %T prints %s", verb, value, got)
			}
		}
	}
	text, err := json.Marshal([]any{secret, schema.Violation{Seen: secret}})
	if err != nil || strings.Contains(string(text), "7004") {
		t.Errorf("JSON is %s, %v", text, err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("seen", "value", secret)
	if strings.Contains(log.String(), "7004") {
		t.Errorf("the log is %s", log.String())
	}
	if secret.Reveal() != "Z7004" {
		t.Error("the value is gone")
	}
}
