# handoff's build. `make demo` and `make test` do all their own set-up.

export PKG_CONFIG_PATH := $(CURDIR)/build/pkgconfig:$(PKG_CONFIG_PATH)
# go-python3's preprocessor flag is no compiler option that cgo knows by name.
export CGO_CFLAGS_ALLOW := -D.*
export CGO_LDFLAGS_ALLOW := -Wl,.*
# A Python-dependent test that cannot run fails instead of skipping.
export HANDOFF_TEST_PYTHON := required

GO ?= go

.PHONY: build python-pc
build: bin/handoff bin/handoff-host

python-pc:
	@scripts/write-pc

.PHONY: bin/handoff bin/handoff-host
bin/handoff:
	CGO_ENABLED=0 $(GO) build -o $@ ./cmd/handoff

bin/handoff-host: python-pc
	CGO_ENABLED=1 $(GO) build -o $@ ./cmd/handoff-host
