# The two commands a newcomer needs: `make run` and `make test`. Each installs what is missing on Debian or Ubuntu and
# says in one line what to install elsewhere. `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Compiled libraries live outside the checkout, so that a clean checkout does not build DataFusion and Tauri again.
RECOMAMP_CACHE ?= $(HOME)/.cache/recomamp
export RECOMAMP_CACHE
export CARGO_TARGET_DIR ?= $(RECOMAMP_CACHE)/target
export PATH := $(RECOMAMP_CACHE)/tools/bin:$(PATH)
export SQLX_OFFLINE := true
export CARGO_TERM_COLOR ?= auto
# Clippy is the compiler of our crates in development builds: it lints what it compiles anyway, where `cargo clippy` would
# want metadata of every library once more (docs/decisions/0010-lints-while-compiling.md).
export RUSTC_WORKSPACE_WRAPPER := clippy-driver

# One selection everywhere: the same features, so the same compiled libraries, for tests, lints, the app and the tools.
WORKSPACE := --workspace --locked

.PHONY: help run dev browser test test-rust test-ui test-journeys lint lint-rust lint-ui deny bindings sqlx npm-lock screenshots package check-package bench fuzz fuzz-lock ui setup-run setup-test

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make run       open the app (without a display: the same job in the terminal)
run: setup-run ui
	@scripts/run.sh

## make dev       the app with the ui reloading while you edit
dev: setup-run
	TAURI_FRONTEND_PATH=ui ui/node_modules/.bin/tauri dev

## make browser   the app's ui in a browser, with the real Rust behind it; prints the address
browser: setup-run ui
	cargo build $(WORKSPACE) --quiet --example browser-host
	@"$(CARGO_TARGET_DIR)/debug/examples/browser-host"

## make test      everything CI runs, except the packaging check
test: setup-test ui test-ui lint test-rust test-journeys

test-rust: ui
	scripts/test-rust.sh

test-ui:
	cd ui && npm run --silent typecheck && npm run --silent test

test-journeys: ui
	scripts/test-journeys.sh

## make lint      formatting, lints, licences, bindings and database metadata
lint: lint-ui lint-rust deny

lint-rust:
	cargo fmt --all --check
	cargo fmt --manifest-path fuzz/Cargo.toml --check
	scripts/lint-rust.sh

lint-ui:
	cd ui && npm run --silent lint

deny: setup-test
	@scripts/tool.sh cargo-deny 0.20.2
	cargo deny --offline --locked check --hide-inclusion-graph bans licenses sources

## make bindings  write ui/src/ipc/bindings.ts anew from the list of commands
bindings:
	UPDATE_BINDINGS=1 cargo nextest run $(WORKSPACE) --lib -E 'test(bindings_are_current)'

## make sqlx      write .sqlx anew from the queries and the migrations
sqlx:
	scripts/sqlx-metadata.sh

## make npm-lock  write ui/package-lock.json anew, for all systems, from ui/package.json
npm-lock:
	scripts/npm-lock.sh

## make bench     budgets and comparisons on release builds; BENCH names some (docs/benchmarks.md)
bench: setup-run ui
	env -u RUSTC_WORKSPACE_WRAPPER scripts/bench.sh $(BENCH)

## make fuzz      made-up texts for all that reads texts, FUZZ_SECONDS (900) for each fuzzer
fuzz:
	@scripts/fuzz.sh

## make fuzz-lock write fuzz/Cargo.lock anew, after a change of Cargo.lock
fuzz-lock:
	scripts/fuzz-lock.sh

## make screenshots  those of the documentation, taken by the tests
screenshots: setup-test ui
	@scripts/screenshots.sh

## make package   installers for this system, in $$CARGO_TARGET_DIR/release/bundle
package: setup-run
	env -u RUSTC_WORKSPACE_WRAPPER CARGO_PROFILE_RELEASE_LTO=thin TAURI_FRONTEND_PATH=ui ui/node_modules/.bin/tauri build

# What CI asks of packaging: the Tauri CLI accepts the layout and builds the app.
check-package: setup-run
	TAURI_FRONTEND_PATH=ui ui/node_modules/.bin/tauri build --debug --no-bundle -- --locked -p recomamp -p dependencies

ui: setup-run
	@scripts/ui.sh

setup-run:
	@scripts/setup.sh run

setup-test:
	@scripts/setup.sh test
