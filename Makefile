# Needs nothing but Python >= 3.11, pip and make. `make` alone lists what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONFIG ?= config.toml

.DEFAULT_GOAL := help
.PHONY: help run demo test test-long check fmt cov cov-report bench migrate constraints outlet clean

help: ## List what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /|/' | \
	  while IFS='|' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

$(BIN)/aggregator: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing into $(VENV) (once; a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(BIN)/aggregator
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,semantic]'
	@touch $@

run: $(BIN)/aggregator ## Migrate the database and start the daemon on config.toml
	@$(BIN)/aggregator db upgrade --config "$(CONFIG)" && exec $(BIN)/aggregator run --config "$(CONFIG)"

demo: $(BIN)/aggregator ## The whole job with no network: outlets are played on loopback
	@exec $(BIN)/aggregator demo

test: $(VENV)/.dev ## Run the tests (5 to 6 minutes on 2 cores)
	@$(BIN)/python -m pytest -n 3 --dist worksteal -q $(ARGS)

test-long: $(VENV)/.dev ## The same with 2,000 examples for each property: before a release
	@$(BIN)/python -m pytest -n 3 --dist worksteal -q --hypothesis-profile=long $(ARGS)

check: $(VENV)/.dev ## Formatting, lint, types, import contracts, migrations
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/alembic heads

fmt: $(VENV)/.dev ## Format and repair what can be repaired
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

cov: ## Run the tests with branch coverage, and hold it to the bars
	@rm -f .coverage .coverage.*
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-report="
	@$(MAKE) --no-print-directory cov-report

cov-report: $(VENV)/.dev ## Hold the last measured coverage to the bars
	@$(BIN)/python -m coverage report --fail-under=90
	@$(BIN)/python -m coverage report --fail-under=100 --include="$(PURE)"

# The pure rooms and the two stories: every branch.
PURE := aggregator/extract/*,aggregator/dedup/*,aggregator/publish/*,aggregator/text/*,aggregator/follow/*,aggregator/liveblog.py,aggregator/evidence.py,aggregator/history.py,aggregator/manners.py,aggregator/subscription.py,aggregator/model.py,aggregator/errors.py,aggregator/outputs.py,aggregator/ingest.py,aggregator/looks/*,aggregator/timeline.py

bench: $(VENV)/.dev ## Run the benchmarks
	@for each in benchmarks/*.py; do $(BIN)/python -m benchmarks.$$(basename $$each .py) || exit 1; done

migrate: $(VENV)/.dev ## Write a migration from changed tables: make migrate M="what changed"
	@$(BIN)/alembic revision --autogenerate -m "$(M)"

constraints: ## Pin what a fresh install takes today
	@rm -rf build/pins && $(PYTHON) -m venv build/pins
	@build/pins/bin/python -m pip install --quiet --disable-pip-version-check '.[dev,semantic]'
	@{ echo '# What CI used: pip install -c constraints.txt. Made by `make constraints`.'; \
	   build/pins/bin/python -m pip freeze --exclude liveblog-aggregator; } > constraints.txt
	@rm -rf build/pins

outlet: $(BIN)/aggregator ## See what a page gives: make outlet URL=https://...
	@$(BIN)/aggregator extract "$(URL)"

clean: ## Remove what make has made, but no data
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* htmlcov dist build
