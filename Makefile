# Two commands matter: `make run` and `make test`. Each prepares what it needs.
VENV    := .venv
BIN     := $(VENV)/bin
PYTHON  ?= $(or $(shell for p in python3.13 python3.12 python3.11 python3; do \
             "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done),python3)
READY   := $(VENV)/.ready
LIBRARY ?= .red-bicycle
PHOTOS  ?=
QUIET   := -qq --disable-pip-version-check
CODE    := desktop_app training resources tests benchmarks

.PHONY: run setup test check lint format types contracts clean

run: setup
	@if [ "$$(uname -s)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
	    echo "There is no display here, so Red Bicycle takes its first ride without one."; \
	    $(BIN)/redbicycle --library "$(LIBRARY)" tour $(if $(PHOTOS),"$(PHOTOS)"); \
	else \
	    $(BIN)/redbicycle --library "$(LIBRARY)" open $(if $(PHOTOS),"$(PHOTOS)",--samples); \
	fi

setup: $(READY)

$(READY): pyproject.toml scripts/system_packages.sh
	@scripts/system_packages.sh "$(PYTHON)"
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@echo "Installing Red Bicycle into $(VENV); the first time this takes some minutes."
	@$(BIN)/python -m pip install $(QUIET) --editable '.[dev]'
	@touch $@

test: setup
	$(BIN)/pytest

check: setup lint types contracts
	$(BIN)/pytest

lint: setup
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

format: setup
	$(BIN)/ruff check --fix-only $(CODE)
	$(BIN)/ruff format $(CODE)

types: setup
	$(BIN)/mypy $(CODE)

contracts: setup
	$(BIN)/lint-imports --no-cache

clean:
	rm -rf $(VENV) $(LIBRARY) red-bicycle.png build dist
