package check

import "testing"

// What a rule asks for is taken as it was loaded ahead; what was not begun is
// left to the rule, and what nobody takes is closed.
func TestAhead(t *testing.T) {
	needHost(t)
	dir, _ := materialised(t, "breast")
	s, err := newSubject(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.release()
	for _, step := range steps[:PhaseLoad.index()] {
		if stop, err := step.learn(t.Context(), s); stop != "" || err != nil {
			t.Fatal(stop, err)
		}
	}
	s.expect(t.Context(), []reloading{{name: "first"}, {name: "second"}, {name: "third"}})
	first, third := s.ahead.all[0], s.ahead.all[2]
	<-first.done
	if l := s.ahead.take("second"); l != nil {
		t.Error("the second was loaded though the first was not taken")
	}
	host, failed, err := s.another(t.Context(), reloading{name: "first"})
	if host == nil || host != first.host || failed != nil || err != nil {
		t.Fatalf("another gave %p, %v, %v; want the host loaded ahead, %p", host, failed, err, first.host)
	}
	defer host.Close()
	<-third.done
	s.ahead.end()
	if _, spec, err := s.hosting(); err != nil || third.host.Load(t.Context(), spec) == nil {
		t.Errorf("the third, which nobody took, is open: %v", err)
	}
	if again, failed, err := s.another(t.Context(), reloading{name: "third"}); again == nil || failed != nil || err != nil {
		t.Errorf("another gave %v, %v after the end", failed, err)
	} else {
		again.Close()
	}
}
