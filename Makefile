# Everything one does with Shopwright, by name. `make` alone lists it.
# The first target that needs packages makes .venv; the stamps keep the next one quick.

.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

BIN := .venv/bin
RUN := .venv/.stamp-run
DEV := .venv/.stamp-dev
INPUTS := pyproject.toml requirements.txt requirements-build.txt tools/environment.sh
ARGS ?=

.PHONY: help run worker migrate test test-coverage check format lint types imports security migrations openapi openapi-check deploy-check tracked-check bench requirements clean

help: ## List what there is
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUN) ## Start the shop; the first time with a database, demo goods and accounts
	@exec $(BIN)/shopwright run $(ARGS)

worker: $(RUN) ## Start one more process that works off background jobs
	@exec $(BIN)/shopwright worker $(ARGS)

migrate: $(RUN) ## Bring the database to the newest schema
	@$(BIN)/alembic upgrade head

test: $(DEV) ## Run every test, on SQLite and on PostgreSQL and Redis started for it
	@$(BIN)/python -m pytest -n auto -q $(ARGS)

test-coverage: $(DEV) ## Run every test and report which lines and branches none of them takes
	@$(BIN)/python -m pytest -n auto -q --cov --cov-report=term-missing:skip-covered $(ARGS)

check: lint types imports security migrations openapi-check deploy-check tracked-check ## Check all that needs no test: style, types, borders, schema, contract

format: $(DEV) ## Bring the code into its form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lint: $(DEV) ## Check form and style
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: $(DEV) ## Check types
	@$(BIN)/mypy

imports: $(DEV) ## Check that every import points down the house
	@$(BIN)/lint-imports --no-logo

security: $(DEV) ## Look for dangerous calls
	@$(BIN)/bandit --quiet --recursive --configfile pyproject.toml --severity-level medium src

migrations: $(DEV) ## Go up, down and up again on a fresh SQLite database, and compare it with the models
	@tools/check_migrations.sh

openapi: $(DEV) ## Write docs/api/openapi.json anew
	@$(BIN)/shopwright openapi

openapi-check: $(DEV) ## Check that docs/api/openapi.json is what the code says
	@$(BIN)/shopwright openapi --check

deploy-check: $(DEV) ## Check compose file, workflow and Kubernetes manifests against their schemas
	@$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/ci.yml
	@$(BIN)/kubernetes-validate --strict --kubernetes-version 1.30 deploy/kubernetes/*.yaml

tracked-check: ## Check that no tracked file names a package registry or a path of one machine
	@tools/check_tracked.sh

bench: $(DEV) ## Measure what the program costs, as ratios to a limit measured beside it
	@$(BIN)/python -m benchmarks $(ARGS)

requirements: $(DEV) ## Compile the hashed requirements files; ARGS=--upgrade takes newer versions
	@tools/compile_requirements.sh $(ARGS)

clean: ## Remove what tools leave behind; .venv and var/ stay
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* htmlcov dist build
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

$(RUN): $(INPUTS)
	@tools/environment.sh run
	@touch $@

$(DEV): $(INPUTS) requirements-dev.txt
	@tools/environment.sh dev
	@touch $(RUN) $@
