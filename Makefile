# Every target does what it needs first: from a fresh Debian with Python 3.11, `make run` is enough.

DESK := .venv/bin/desk
PYTHON_IN_VENV := .venv/bin/python
WORKERS ?= auto
TESTS ?= tests

.DEFAULT_GOAL := help
.PHONY: help run test lint format migration bench soak tour dist lock clean setup-run setup-dev

help:  ## Say what can be made
	@grep -hE '^[a-z-]+:.*  ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*  ## (.*)/  make \1\t\2/' | expand -t 18

run: setup-run  ## Set up and show the main job with demo hotels
	@PATH="$(CURDIR)/.venv/bin:$$PATH" scripts/demo-main-job

test: setup-dev  ## Run the tests (TESTS=tests/unit WORKERS=0 for a part, in one process)
	@scripts/setup-debian test
	@$(PYTHON_IN_VENV) -m pytest -n $(WORKERS) $(TESTS)

lint: setup-dev  ## Check format, style, types and the floors of the house
	@scripts/lint

format: setup-dev  ## Put the sources into house format
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix-only .

migration: setup-dev  ## Start a revision of the tables (STORE=rate MESSAGE="why")
	@$(PYTHON_IN_VENV) scripts/migration.py "$(STORE)" "$(MESSAGE)"

bench: setup-dev  ## Measure, and replay all real bookings
	@scripts/setup-debian test
	@if [ -e tests/bench/__main__.py ]; then $(PYTHON_IN_VENV) -m tests.bench; \
	else echo "There is nothing to measure yet: tests/bench has no runner."; fi

soak: setup-dev  ## Run the tests that take many minutes
	@scripts/setup-debian test
	@$(PYTHON_IN_VENV) -m pytest -m soak --timeout 7200 $(TESTS) || [ $$? -eq 5 ]

tour: setup-run  ## Draw every screen into pictures
	@echo "The window comes with a later version; there is nothing to draw yet."

dist: setup-dev  ## Build the program that needs no Python, into dist/desk
	@scripts/setup-debian dist
	@.venv/bin/pyinstaller --noconfirm --clean --log-level WARN build.spec
	@echo "Built dist/desk/desk. Try it: scripts/check-bundle"

lock: setup-dev  ## Lock the newest dependencies that pyproject.toml allows
	@scripts/lock --upgrade

clean:  ## Remove what was made, the virtual environment too
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup-run:
	@scripts/setup-debian run
	@scripts/setup-venv run

setup-dev:
	@scripts/setup-debian run
	@scripts/setup-venv dev
