# Every target does its own set-up. Needs: Python 3.11 or later, git, make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# Each of these has a PostgreSQL, a browser and compiled code of its own.
JOBS   ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Numba keeps compiled code here, so that the second run starts at once.
export NUMBA_CACHE_DIR ?= $(CURDIR)/$(VENV)/numba

.DEFAULT_GOAL := help
.PHONY: help demo test lint audit types soak bench build lock docs messages clean

help:  ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

$(VENV)/run.stamp: requirements/run.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Comity needs Python 3.11 or later; set PYTHON=/path/to/python3.11" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { echo "$(PYTHON) cannot make a virtual environment; on Debian install python3-venv" >&2; exit 2; }
	@echo "Installing Comity into $(VENV) (once)"
	@$(BIN)/python -m pip install -q --require-hashes -r requirements/run.lock
	@echo "$(CURDIR)/src" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/comity.pth"
	@printf '#!/bin/sh\nexec "%s" -m comity "$$@"\n' "$(CURDIR)/$(BIN)/python" > $(BIN)/comity && chmod +x $(BIN)/comity
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock $(VENV)/run.stamp
	@echo "Installing the tools of the tests into $(VENV) (once)"
	@$(BIN)/python -m pip install -q --require-hashes -r requirements/dev.lock
	@touch $@

demo: $(VENV)/run.stamp  ## Make the example bodies and serve them; without a terminal, check them and end
	@$(BIN)/python -m comity demo

test: $(VENV)/dev.stamp  ## Run every test, in JOBS processes (2)
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

lint: $(VENV)/dev.stamp  ## Check style, types and import directions
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && COMITY_SECRET_KEY=none $(BIN)/mypy  # it loads the settings

audit: $(VENV)/dev.stamp  ## Ask for known vulnerabilities of what is locked
	@$(BIN)/python .ci/audit.py

soak: $(VENV)/dev.stamp  ## Run the long forms of the slow tests
	@COMITY_SOAK=1 $(BIN)/python -m pytest -n $(JOBS) --dist worksteal

.venv-bench/stamp: requirements/run.lock requirements/bench.lock
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@echo "Installing the peers into .venv-bench (once)"
	@.venv-bench/bin/python -m pip install -q --require-hashes -r requirements/run.lock -r requirements/bench.lock
	@echo "$(CURDIR)/src" > "$$(.venv-bench/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/comity.pth"
	@touch $@

bench: .venv-bench/stamp  ## Measure speed and memory beside the peers; writes bench/RESULTS.md (PARTS="records living": only these)
	@NUMBA_CACHE_DIR=$(CURDIR)/.venv-bench/numba .venv-bench/bin/python bench/run.py $(PARTS)

docs: $(VENV)/dev.stamp  ## Write the generated pages of the reference again
	@$(BIN)/python docs/generate.py

messages: $(VENV)/dev.stamp  ## Bring the catalogues of translations up to date (needs gettext)
	@$(BIN)/python docs/messages.py

build: $(VENV)/dev.stamp  ## Build the wheel and the source archive into dist/
	@$(BIN)/python -m build --no-isolation

LOCK = uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
  --exclude-newer "$$(date -d '7 days ago' +%F 2>/dev/null || date -v-7d +%F)" $(UPGRADE)
lock:  ## Compile the locks again (needs uv; UPGRADE=--upgrade for newer releases)
	@cd requirements && $(LOCK) ../pyproject.toml -o run.lock && $(LOCK) dev.in -o dev.lock && $(LOCK) bench.in -o bench.lock

clean:  ## Remove everything that was made
	@rm -rf $(VENV) .venv-bench build dist demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
