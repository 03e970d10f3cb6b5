# handoff's build. `make demo` and `make test` do all their own set-up:
# they find or fetch a CPython 3.8 and uv, and build what they need.

SHELL := bash
export PKG_CONFIG_PATH := $(CURDIR)/build/pkgconfig:$(PKG_CONFIG_PATH)
# go-python3's preprocessor flag is no compiler option that cgo knows by name.
export CGO_CFLAGS_ALLOW := -D.*
export CGO_LDFLAGS_ALLOW := -Wl,.*

GO ?= go
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: build demo test test-pure lint bench-bridge bench-host bench-check bench-score mutants setup FORCE
build: bin/handoff bin/handoff-host

bin/handoff: FORCE
	CGO_ENABLED=0 $(GO) build -o $@ ./cmd/handoff

bin/handoff-host: setup FORCE
	CGO_ENABLED=1 $(GO) build -o $@ ./cmd/handoff-host

# python3.pc for cgo, and uv.
setup:
	@scripts/write-pc
	@scripts/uv >/dev/null

# A sound hand-off and a faulty one, through all three commands.
demo: build
	@scripts/demo

# A Python-dependent test that cannot run fails instead of skipping. A cold
# machine downloads torch within the time limit.
test: build
	$(GO) vet ./...
	HANDOFF_TEST_PYTHON=required $(GO) test -timeout 45m ./...

# What a machine without Python and C compiler can test; it tells how many
# tests were skipped.
test-pure:
	@scripts/test-pure

lint: setup
	@files=$$(gofmt -l .) && test -z "$$files" || { echo "not as gofmt writes them: $$files" >&2; exit 1; }
	$(GO) run ./scripts/lint
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

# What docs/speed.md compares, in turns: record to frame beside pyarrow's way,
# and a call through the host and its start beside the same without a host.
bench-bridge: setup
	$(GO) test -run '^$$' -bench . -benchtime 5s ./bridge

bench-host: setup
	$(GO) test -run '^$$' -bench 'Rows?$$' -benchtime 5s ./cmd/handoff-host
	$(GO) test -run '^$$' -bench Start -benchtime 20x ./cmd/handoff-host

# A whole check of a good model of each kind, its environment cached, and the
# static rules on a project of 50 modules.
bench-check: build
	HANDOFF_UV="$$(scripts/uv)" $(GO) test -run '^$$' -bench . -benchtime 3x -timeout 30m ./check

# Scoring files end to end beside careful Python scripts, and what memory it
# takes: a quarter of an hour. ROWS=10000000 takes two hours.
ROWS ?= 1000000
bench-score: build
	HANDOFF_UV="$$(scripts/uv)" $(GO) test -run '^$$' -bench '/(rows=$(ROWS)$$|photographs|memory)' -benchtime 5x -timeout 3h -v ./score

# How many seeded slips in the good models check names; all of them take hours,
# and an interrupted run goes on where it was. Some of them, and each in one
# of its models alone:
#	make mutants MODELS=breast,retina OPERATORS=null-refused,no-init
#	make mutants EACH=1
mutants: build
	HANDOFF_UV="$$(scripts/uv)" $(GO) run ./mutants/run -python "$$(scripts/test-env bridge)/bin/python" \
		-models "$(MODELS)" -operators "$(OPERATORS)" -each "$(or $(EACH),0)"
