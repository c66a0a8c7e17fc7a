# Two commands: `make build` makes the campaign plan, `make test` checks everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

.DEFAULT_GOAL := build
.PHONY: build check propose test test-slow peers lint format docs settings pictures bench requirements clean

build: $(VENV)/.installed  ## dbt build on the Complete Journey
	$(BIN)/dbt build

# Two workers, each with one thread for linear algebra: a build waits half of its time, and they share two cores.
test: $(VENV)/.installed-dev  ## every test: functions, builds, bad input, README
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --no-loadscope-reorder --durations 20

check: $(VENV)/.installed  ## look at a shop's files before building: make check SHOP=folder
	@BASKETRY_FILE=target/check.duckdb $(BIN)/dbt --quiet build --selector check --vars '{shop: files, input_dir: "$(SHOP)"}'

propose: $(VENV)/.installed  ## write a shop.yml for a shop's files, to read and mend: make propose SHOP=folder
	@$(BIN)/dbt run-operation propose_shop --args '{input_dir: "$(SHOP)"}'

test-slow: $(VENV)/.installed-dev  ## the tests that take minutes
	$(BIN)/python -m pytest -m slow --durations 20

peers: $(VENV)/.installed-dev  ## what slow tests and benchmarks compare with where it is there; needs a C compiler
	$(PIP) install --quiet --require-hashes -r requirements-peers.txt

lint: $(VENV)/.installed-dev  ## sqlfluff, ruff, mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar models tests

format: $(VENV)/.installed-dev  ## let the tools mend what they can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --processes 2 --disable-progress-bar models tests

docs: $(VENV)/.installed  ## dbt docs in target/, every table and column described
	$(BIN)/dbt docs generate

settings: $(VENV)/.installed  ## write docs/settings.md, the page of all vars, anew
	$(BIN)/python docs/settings.py

pictures: $(VENV)/.installed  ## draw docs/pictures/ anew
	$(BIN)/python docs/pictures.py

bench: $(VENV)/.installed-dev  ## a build before and after: processor time, waiting, memory, nodes, slowest nodes
	$(BIN)/python benchmarks/build.py

requirements: $(VENV)/.installed-dev  ## compile the pins anew from the .in files
	$(PIP) install --quiet uv
	for name in requirements requirements-dev requirements-peers; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-strip-extras --no-header --no-annotate --upgrade $$name.in --output-file $$name.txt; \
	done

clean:  ## forget every build; keep the environment
	rm -rf target logs published basketry.duckdb*

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Basketry needs Python 3.11 or newer: make PYTHON=python3.11 build")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the build needs, exact versions with hashes (about a minute the first time)"
	$(PIP) install --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what the tests need, exact versions with hashes"
	$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@touch $@
