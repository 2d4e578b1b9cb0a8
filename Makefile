# `make demo` and `make test` are all that a new machine needs: git, Python 3.11 or newer, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PYTEST := $(BIN)/python -m pytest

.PHONY: demo test coverage lint consumers hostile bench bench-peers docs clean
.DEFAULT_GOAL := demo

$(STAMP): requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: $(STAMP)
	@$(BIN)/tenantry validate
	@$(BIN)/tenantry compile --out build
	@echo
	@echo "next:  $(BIN)/tenantry show shopify-netsuite/erlen-moebel     one tenant, and where each value comes from"
	@echo "       less build/kubernetes/shopify-netsuite/erlen-moebel.yaml"
	@echo "       edit a file below tenants/, and run $(BIN)/tenantry validate"

test: $(STAMP)
	$(PYTEST) -q -n auto -m "not consumer and not hostile"

coverage: $(STAMP)
	$(PYTEST) -q -n auto -m "not consumer and not hostile" --cov --cov-branch --cov-report=term

lint: $(STAMP)
	$(BIN)/ruff check compiler tests docs examples
	$(BIN)/ruff format --check compiler tests docs examples
	$(BIN)/mypy
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/actionlint .github/workflows/*.yml

consumers: $(STAMP)
	.ci/tools
	$(PYTEST) -q -n 4 --dist loadfile -m consumer

hostile: $(STAMP)
	.ci/tools
	$(PYTEST) -q -n 2 --dist loadfile -m hostile

bench: $(STAMP)
	.ci/tools valgrind
	$(BIN)/python tests/benchmarks/bench.py

bench-peers: $(STAMP)
	.ci/tools peers
	$(BIN)/python tests/benchmarks/bench.py peers

docs: $(STAMP)
	$(BIN)/python docs/generate.py
	$(BIN)/tenantry schema

clean:
	rm -rf $(VENV) build
