# Every target can be run again at any time; each one prepares what it needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: demo demo-reset services stop test bench check format messages help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv/bin
LOCALES = $(sort fr ar $(notdir $(wildcard nmrf/locale/*)))
# All tests run on both processors; a narrowed run starts faster on one.
PARALLEL = $(if $(T),,--numprocesses 2 --dist loadfile)

##@ Everyday

demo: ## Run the whole system with an invented State; prints the address and sign-ins (PORT=8000)
	@exec $(PYTHON) -m nmrf.local.demo

demo-reset: ## Remove the demonstration's database and files; the next `make demo` begins afresh
	@$(PYTHON) -m nmrf.local.demo --reset

services: ## Start this clone's own PostgreSQL and Redis, for manage.py
	@$(PYTHON) -m nmrf.local.bootstrap --packages
	@$(PYTHON) -m nmrf.local.services start

stop: ## Stop them
	@$(PYTHON) -m nmrf.local.services stop

test: ## Run every test; T=path or T="-k words" narrows it
	@$(PYTHON) -m nmrf.local.bootstrap --browser
	@$(PYTHON) -m nmrf.local.services start
	@$(VENV)/python -m pytest $(PARALLEL) $(T)

bench: ## Measure at the size of the whole index; prints one line a figure (BENCH_RECORDS=270000, B=words narrows it)
	@$(PYTHON) -m nmrf.local.bootstrap >&2
	@$(PYTHON) -m nmrf.local.services start >&2
	@$(VENV)/python -m benchmarks.run $(B)

##@ Before a commit

check: ## Format, lint, types, import rules, migrations in step, translations complete
	@$(PYTHON) -m nmrf.local.bootstrap
	@$(PYTHON) -m nmrf.local.services start
	$(VENV)/python -m ruff format --check .
	$(VENV)/python -m ruff check .
	$(VENV)/python -m mypy
	$(VENV)/lint-imports --no-logo
	$(VENV)/python manage.py makemigrations --check --dry-run
	$(PYTHON) -m nmrf.local.translations

format: ## Put every Python file into the house's format
	@$(VENV)/python -m ruff format .
	@$(VENV)/python -m ruff check --fix .

messages: ## Collect the texts to translate into nmrf/locale, and compile them
	@$(VENV)/python manage.py makemessages $(LOCALES:%=--locale %) --no-location --no-obsolete --ignore "var/*"
	@$(PYTHON) -m nmrf.local.bootstrap

help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
