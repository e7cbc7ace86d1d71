# Everything a developer and a CI job run. It needs python3 (3.11 or newer), make and git; uv is used where it is there.

PYTHON ?= python3
BIN := .venv/bin
# What stands in .venv: the dev lock holds all of the runtime lock, so it counts for both.
RUNTIME := .venv/.runtime-installed
DEV := .venv/.dev-installed
BENCH := .venv/.bench-installed

.DEFAULT_GOAL := help
.PHONY: help setup setup-runtime demo test check fmt walls bench prove e2e lock clean

help: ## Say what can be made.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(DEV) ## Make .venv with everything for development, as locked.

setup-runtime: $(RUNTIME) ## Make .venv with what the bot needs to run, as locked.

demo: $(RUNTIME) ## Play a rollout in the browser: no accounts, no tokens.
	$(BIN)/uptake demo

test: $(DEV) ## Run every test, on SQLite and PostgreSQL, for Slack and Teams.
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(DEV) ## Run what CI runs: form, types, walls, content, tests.
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/uptake check
	$(BIN)/python -m pytest -n 2 --dist worksteal

fmt: $(DEV) ## Bring the code into form, and mend what can be mended.
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

walls: $(DEV) ## Check who imports whom.
	$(BIN)/lint-imports

bench: $(BENCH) ## Measure, and write docs/reference/figures.md: half an hour.
	$(BIN)/python -m bench.run

SIZE ?= 1
prove: $(DEV) ## Prove delivery, and write docs/reference/proof.md: hours; SIZE=0.01 for a hundredth of it.
	$(BIN)/python -m bench.prove --size $(SIZE)

e2e: $(DEV) ## Drive the real bot by a local Slack workspace and by Teams' Agents Playground (needs node, chromium).
	sh tests/e2e/run.sh

lock: ## Make the lock files anew from pyproject.toml (needs uv).
	sh locks/compile.sh

clean: ## Remove .venv, caches and what a build leaves behind.
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(DEV): locks/dev.txt pyproject.toml
	$(call install,locks/dev.txt)
	@touch $(RUNTIME) $(DEV)

# Yardsticks for the figures, beside what the development needs; they need nothing else themselves.
$(BENCH): locks/bench.txt $(DEV)
	@echo "installing locks/bench.txt into .venv"
	@if command -v uv >/dev/null 2>&1; then \
		uv pip install --quiet --python $(BIN)/python --require-hashes --only-binary :all: -r locks/bench.txt; \
	else $(BIN)/python -m pip install -qq --require-hashes --only-binary :all: -r locks/bench.txt; fi
	@touch $(BENCH)

$(RUNTIME): locks/runtime.txt pyproject.toml
	$(call install,locks/runtime.txt)
	@touch $(RUNTIME)

# The lock first, each file by its hash; then the project itself, built with the setuptools of the lock.
define install
@$(BIN)/python -c '' 2>/dev/null || { rm -rf .venv; $(venv); }
@echo "installing $(1) into .venv"
@if command -v uv >/dev/null 2>&1; then \
	uv pip install --quiet --python $(BIN)/python --require-hashes --only-binary :all: -r $(1) \
	&& uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
else \
	$(BIN)/python -m pip install -qq --require-hashes --only-binary :all: -r $(1) \
	&& $(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .; \
fi
endef

define venv
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
|| { echo "Uptake needs Python 3.11 or newer, and $(PYTHON) is not: make setup PYTHON=python3.12"; exit 1; }; \
if command -v uv >/dev/null 2>&1; then uv venv --quiet --python "$$(command -v $(PYTHON))" .venv; \
else $(PYTHON) -m venv .venv; fi
endef
