# Linli. `make` alone explains itself.
PORT ?= 8000
HOST ?= 127.0.0.1
PY := .venv/bin/python
export PORT HOST

.DEFAULT_GOAL := help
.PHONY: help run init serve test test-quick lint format lock migration catalogues screenshots clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: .venv/runtime ## start the site with a demo neighbourhood (PORT, HOST, LINLI_DEMO_PASSWORD)
	@$(PY) serve.py --demo

init: .venv/runtime ## set up a real subdistrict: asks for its name, the community and the first account
	@$(PY) -m flask --app app init

serve: .venv/runtime ## start the site with what is in the database, no demo
	@$(PY) serve.py

test: .venv/dev ## run every check and test, on SQLite and PostgreSQL, with a real browser
	@scripts/system-packages.sh
	@$(MAKE) --no-print-directory lint
	@$(PY) -m pytest -n 2 --dist loadgroup $(ARGS)

test-quick: .venv/dev ## run the tests on SQLite alone, without the browser
	@$(PY) -m pytest -n 2 --dist loadgroup --database sqlite -m "not browser" $(ARGS)

lint: .venv/dev ## ruff, mypy and djlint
	@.venv/bin/ruff format --check --quiet . || (echo "run: make format" && false)
	@.venv/bin/ruff check --quiet .
	@.venv/bin/mypy app.py serve.py
	@.venv/bin/djlint --quiet --lint templates

format: .venv/dev ## put the code into its one format
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

lock: .venv/dev ## write requirements*.txt anew from requirements*.in
	@scripts/lock.sh

migration: .venv/dev ## write the next migration from the models: make migration NAME="add x"
	@$(PY) scripts/new_migration.py "$(NAME)"

catalogues: .venv/dev ## collect the texts of the screen into translations/, fill Traditional Chinese
	@$(PY) scripts/catalogues.py

screenshots: .venv/dev ## make the README's pictures from the running demo
	@$(PY) scripts/screenshots.py

clean: ## remove what was installed and built (never instance/)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/runtime: requirements.txt
	@scripts/venv.sh requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt
	@scripts/venv.sh requirements-dev.txt
	@touch $@ .venv/runtime
