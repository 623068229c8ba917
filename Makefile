# Two commands matter: `make run` and `make test`. Each prepares what it needs.
VENV    := .venv
BIN     := $(VENV)/bin
PYTHON  ?= $(or $(shell for p in python3.13 python3.12 python3.11 python3; do \
             "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done),python3)
READY   := $(VENV)/.ready
LIBRARY ?= .red-bicycle
PHOTOS  ?=
BACKBONE ?= $(PHOTOS)/../backbone/mobilenet_v2_1.0_224_quant.safetensors
SEED    ?= 1
QUIET   := -qq --disable-pip-version-check
CODE    := desktop_app training resources tests benchmarks scripts

.PHONY: run setup test check lint format types contracts translations screenshots clean starter starter-dino bench bench-training

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

# What the window says, out of its sources into the translations, and those into what ships.
translations: setup
	$(BIN)/python -m scripts.translations

# The models that ship are made again by these, from PHOTOS= (see docs/training.md) and a seed.
starter starter-dino: setup
	@test -d "$(PHOTOS)" || { echo "Name the folder of photos: make $@ PHOTOS=…"; exit 1; }
	$(BIN)/python -m training.$(subst -,_,$@) --photos "$(PHOTOS)" --backbone "$(BACKBONE)" --seed $(SEED) \
	    --work runs/$@ --out resources/models/$@
	$(BIN)/python scripts/pin_model.py $@

# The pictures of docs/guide.md, of the samples, in both themes.
screenshots: setup
	$(BIN)/python -m scripts.screenshots

# ONLY=a,b measures some of them; what is not measured keeps its rows in docs/performance.md.
bench: setup
	$(BIN)/python -m benchmarks $(if $(ONLY),--only "$(ONLY)")

bench-training: setup
	$(BIN)/python -m benchmarks.training --photos "$(PHOTOS)"

clean:
	rm -rf $(VENV) $(LIBRARY) red-bicycle.png build dist
