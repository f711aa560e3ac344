# Mujaz. Every target sets itself up on a machine that has Python 3.11 to 3.13, make and a C compiler.
#
#   make demo              the brief of an English and of an Arabic example article, and build/demo.html
#   make test              lint, types, layers and tests
#   make serve             the service and its web page on http://127.0.0.1:8000
#   make bench             load time, seconds a brief, tokens a second, memory
#   make quality           summaries of open data against the committed floors
#   make quality-fidelity  precision and recall of the fidelity checks
#   make quality-mt        the translator's scores by domain and direction
#   make lint              lint, formatting, types and layers only
#   make clean             removes what these made, the environment included

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help setup demo test serve bench quality quality-fidelity quality-mt lint clean

# The newest supported Python that runs; override with: make PYTHON=/path/to/python3.12 ...
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.ready

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Threads that spin at barriers starve a machine that does something else too.
export OMP_WAIT_POLICY := PASSIVE
export PIP_REQUIRE_VIRTUALENV := 1

help:
	@sed -n '3,13s/^# *//p' Makefile

setup: $(READY)

# The stamp is written last: an installation that was interrupted starts again.
$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "make: no Python 3.11, 3.12 or 3.13 was found; name one: make PYTHON=..." >&2; exit 1; }
	@echo "== Environment: $$($(PYTHON) --version) in .venv"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { \
		echo "make: venv failed; on Debian or Ubuntu: apt-get install python3-venv" >&2; rm -rf .venv; exit 1; }
	@echo "== Packages: pinned by constraints.txt (some minutes the first time)"
	@$(BIN)/python -m pip install -qq --progress-bar off -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(READY)
	@mkdir -p build
	@echo "== mujaz brief examples/article_en.txt --html build/demo.html"
	@$(BIN)/mujaz brief examples/article_en.txt --html build/demo.html
	@echo
	@echo "== mujaz brief examples/article_ar.txt"
	@$(BIN)/mujaz brief examples/article_ar.txt

lint: $(READY)
	@echo "== ruff"
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@echo "== mypy"
	@$(BIN)/mypy
	@echo "== import-linter"
	@$(BIN)/lint-imports --no-cache | tail -n 8

test: lint
	@echo "== pytest"
	@$(BIN)/python -m pytest

serve: $(READY)
	@$(BIN)/mujaz serve

bench: $(READY)
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench seq2seq --sentences 24 --length 32

# Where the open data is, which may not be committed; what is not there is left out.
QUALITY_DATA ?= ../shared/data/summ

quality: $(READY)
	@$(BIN)/python -m summarizer.comparison.gate --data $(QUALITY_DATA) --floors tests/quality/floors.toml

quality-fidelity: $(READY)
	@$(BIN)/python -m summarizer.quality.fidelity

quality-mt: $(READY)
	@$(BIN)/python -m training ablate --lines 100

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
