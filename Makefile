# Two commands: `make demo` runs the product with a demo LMS, `make test` runs every test.
# ARGS="…" is handed on, e.g. make demo ARGS="--port 9000", make test ARGS="tests/unit -k marking".
# `make lock` is for those who change dependencies. A lock is complete: --no-deps keeps pip from looking beside it for
# newer releases of what is pinned, which it then refuses to install.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := .peers
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS ?=
# A test waits for a third of its time: for a browser, for another process, for the next second.
WORKERS ?= $(shell echo $$(( ($$(nproc) * 3 + 1) / 2 )))

.PHONY: demo test coverage check lint types imports peers lock clean

demo: $(VENV)/.runtime
	$(BIN)/lms-plugin demo $(ARGS)

test: $(VENV)/.dev peers
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

# The same tests, a quarter slower: which lines of lms_plugin no test runs.
coverage: ARGS += --cov --cov-report=term --cov-fail-under=90
coverage: test

check: lint types imports

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml package-lock.json hatch_build.py | $(VENV)/bin/python
	@echo "Installing into $(VENV) from the hashed lock (first time: about a minute)"
	$(PIP) install --no-deps --require-hashes -r requirements.lock
	$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

# Platforms that others wrote, for tests/peers/: each in an environment of its own, never in ours. Where one cannot be
# installed, its tests are skipped and say so.
peers: $(PEERS)/xblock/.ready $(PEERS)/lti1p3platform/.ready

$(PEERS)/%/.ready: tests/peers/requirements-%.lock | $(VENV)/.dev
	@echo "Installing $* into $(@D) from its hashed lock (first time: about half a minute)"
	@$(BIN)/python -m venv --clear --without-pip $(@D) \
	&& $(PIP) --python $(@D)/bin/python install --only-binary :all: --no-deps --require-hashes -r $< && touch $@ \
	|| echo "$* could not be installed"

COMPILE := $(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11
lock: $(VENV)/bin/python
	$(PIP) install uv
	$(COMPILE) --group build pyproject.toml -o requirements.lock
	$(COMPILE) --group build --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock
	echo lti1p3platform | $(COMPILE) - -o tests/peers/requirements-lti1p3platform.lock
	# lti-consumer-xblock signs with RS256 and leaves it to Open edX to have cryptography.
	printf 'lti-consumer-xblock\npyjwt[crypto]\n' | $(COMPILE) - -o tests/peers/requirements-xblock.lock

clean:
	rm -rf $(VENV) $(PEERS) .coverage* lms_plugin/static/vendor
