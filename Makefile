# `make run` builds what is needed and starts Visio on http://localhost:8000. `make help` lists the rest.
PYTHON ?= python3
PORT ?= 8000
DATA ?= data
# SPEECH=0 leaves out transcripts and captions: 250 MB less to download.
SPEECH ?= 1
BIN := .venv/bin

RUST_SOURCES := $(shell find sfu/crates -name '*.rs' -o -name Cargo.toml 2>/dev/null) sfu/Cargo.toml sfu/Cargo.lock sfu/pyproject.toml
WEB_SOURCES := $(shell find web/src web/build -type f 2>/dev/null) web/package-lock.json $(wildcard web/*.ts web/*.json)
CLIENT := app/visio/pages/client

.DEFAULT_GOAL := help
.PHONY: help run dev build check test e2e types bench lock format

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

run: build ## build what is needed and start on http://localhost:8000 (PORT=, DATA=)
	@$(BIN)/visio serve --port $(PORT) --data $(DATA)

dev: build ## the same with the browser client reloading as you edit
	@$(BIN)/visio serve --port $(PORT) --data $(DATA) --dev

SPEECH_STEP := $(if $(filter 0,$(SPEECH)),,.make/speech)

build: .make/python .make/native .make/packages $(SPEECH_STEP) .make/web ## build everything without starting

.make/tools:
	@sh setup/tools.sh
	@mkdir -p .make && touch $@

.make/python: requirements.lock | .make/tools
	@echo "[1/5] Python packages"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.make/native: $(RUST_SOURCES) .make/python
	@echo "[2/5] Media engine (the first build takes some minutes)"
	@cd sfu && VIRTUAL_ENV="$(CURDIR)/.venv" PATH="$(CURDIR)/.venv/bin:$$PATH" maturin develop --release --locked
	@touch $@

.make/packages: app/pyproject.toml .make/native
	@echo "[3/5] Application"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable app
	@touch $@

.make/speech: requirements-speech.lock speech/pyproject.toml .make/packages
	@echo "[4/5] Speech (250 MB the first time; SPEECH=0 leaves it out)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-speech.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable speech
	@touch $@

.make/node: web/package-lock.json | .make/tools
	@cd web && npm ci --no-audit --no-fund
	@touch $@

.make/web: $(WEB_SOURCES) .make/node
	@echo "[5/5] Browser client"
	@cd web && npm run --silent build
	@touch $@

.make/test-node: e2e/package-lock.json | .make/tools
	@cd e2e && npm ci --no-audit --no-fund
	@touch $@

.make/test-python: requirements-test.lock .make/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@

check: build .make/test-python ## format, lint, types and unit tests: minutes
	@$(BIN)/python setup/suites.py check

test: build .make/test-python .make/test-node ## everything that matters
	@$(BIN)/python setup/suites.py test

e2e: build .make/test-python .make/test-node ## the stories in real browsers only
	@$(BIN)/python setup/suites.py e2e

types: build ## OpenAPI file and the client's types made from it
	@$(BIN)/visio openapi > web/src/api/openapi.json
	@cd web && npm run --silent types

bench: build .make/test-python .make/test-node ## measurements, as tables
	@$(BIN)/python -m bench

format: .make/test-python ## rewrite the sources in the one format
	@$(BIN)/ruff format app sfu speech e2e bench setup && $(BIN)/ruff check --fix app sfu speech e2e bench setup
	@cd sfu && cargo fmt
	@cd web && npm run --silent format

lock: .make/test-python ## renew the three requirements files
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.lock
	@$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header requirements-test.in -o requirements-test.lock
	@$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header requirements-speech.in -o requirements-speech.lock
