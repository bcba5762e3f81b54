# Two commands matter: `make demo` and `make test`. Both set up .venv from the lock, once.

SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
READY := .venv/.ready

# uv does not read pip's configuration, so a machine's own index is handed on to it.
UV = UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($(BIN)/pip config get global.index-url 2>/dev/null)}}" \
     VIRTUAL_ENV="$(CURDIR)/.venv" $(BIN)/uv

.PHONY: help demo test check lint types chaos mutations bench format lock browser mailserver pictures clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: $(READY) ## a local Slack workspace with the bot in it; Ctrl-C stops it
	@$(BIN)/handoff demo

test: $(READY) browser mailserver ## the whole test suite
	$(BIN)/pytest -n 3 --dist worksteal --durations=10

check: lint types test ## lint, format, types and tests: what CI runs

lint: $(READY) ## style and format, changing nothing
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(READY) ## strict types
	$(BIN)/mypy

chaos: $(READY) ## ten minutes of faults, kills and attacks: nothing lost, nothing doubled
	@$(BIN)/python -m chaos

mutations: $(READY) ## breaks each promise on purpose and sees which test notices; eight minutes
	@$(BIN)/python -m chaos.mutations

bench: $(READY) ## how fast it is; printed, not asserted
	@for each in bench/*.py; do echo "$$each"; PYTHONPATH=. $(BIN)/python "$$each" || exit 1; done

format: $(READY) ## put the code in its format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: export UV_CUSTOM_COMPILE_COMMAND = make lock
lock: COMPILE = $(UV) pip compile --quiet pyproject.toml --generate-hashes --no-emit-index-url --universal --python-version 3.11
lock: $(BIN)/uv ## both lock files anew from pyproject.toml
	@$(COMPILE) -o requirements.lock
	@$(COMPILE) --extra dev -c requirements.lock -o requirements-dev.lock

pictures: $(READY) browser ## the pictures in docs/ anew, from a demo of their own
	$(BIN)/python -m demo.pictures
	$(BIN)/python -m bench.pictures

browser: # the page is tested in Debian's chromium; root gets it here, anyone else is told by the test
	@if [ ! -x /usr/bin/chromium ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends chromium fonts-noto-color-emoji; fi

mailserver: # drafts are put into Debian's Dovecot; root gets it here, anyone else is told by the test
	@if [ ! -x /usr/sbin/dovecot ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends dovecot-imapd; fi

clean: ## forget the installed environment
	rm -rf .venv

$(READY): requirements-dev.lock pyproject.toml | $(BIN)/uv
	@echo "Installing the locked packages into .venv"
	@$(UV) pip sync --quiet --require-hashes requirements-dev.lock
	@$(UV) pip install --quiet --no-deps --no-build-isolation --offline --editable .
	@touch $@

# The very uv that the lock names, checked against the lock's hashes.
$(BIN)/uv:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed as python3"; exit 1; }
	@python3 -c 'import ensurepip' 2>/dev/null || { echo "python3 cannot make a venv: apt-get install python3-venv"; exit 1; }
	@echo "Making .venv"; python3 -m venv .venv
	@sed -n '/^uv==/,/# via/p' requirements-dev.lock > .venv/uv.txt
	@$(BIN)/pip install --quiet --require-hashes -r .venv/uv.txt
