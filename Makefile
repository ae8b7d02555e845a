# The front door: `make help`. Every target bootstraps what it needs.

PYTHON ?= python3
WORKERS ?= auto
BOOT := .cache/boot
UV := $(shell command -v uv 2>/dev/null || echo $(BOOT)/bin/uv)
RUN := .venv/bin/python
ARGS ?=
LOWEST := $(CURDIR)/.cache/lowest
# Not the workspace's own constraints, which are the newest versions.
LOWEST_PIP = $(abspath $(UV)) pip install --quiet --no-config --python $(LOWEST)/bin/python
# What meets the dependencies most: the Hub's client, files, images; nothing that needs a framework.
LOWEST_TESTS = tests/core/checkpoints/test_hub.py tests/core/checkpoints/test_names.py \
	tests/core/auto/test_untrusted_configs.py tests/core/processors/test_fetching.py

# uv does not read pip's settings: a local folder of wheels is passed on by hand.
ifdef PIP_FIND_LINKS
export UV_FIND_LINKS ?= $(PIP_FIND_LINKS)
endif

# Every process of the tests imports a framework: compiled modules are kept, a third of the time.
export PYTHONDONTWRITEBYTECODE =
export PYTHONPYCACHEPREFIX ?= $(CURDIR)/.cache/pycache

.PHONY: help setup demo test test-all check fuzz lowest format stubs tables docs bench wheels clean

help:  ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

$(BOOT)/bin/uv:
	@echo "== installing uv into $(BOOT) (it manages the environment; nothing else is touched)"
	@$(PYTHON) -m venv $(BOOT)
	@$(BOOT)/bin/python -m pip install --quiet --disable-pip-version-check uv

.venv/.synced: pyproject.toml $(wildcard packages/*/pyproject.toml examples/*/pyproject.toml) | $(UV)
	@echo "== installing the workspace and its tools into .venv"
	@$(UV) sync --quiet --python $(PYTHON)
	@echo "== writing what is generated: stubs of the lazy names, the support table"
	@$(RUN) tools/stubs.py
	@$(RUN) tools/tables.py
	@touch $@

setup: .venv/.synced  ## Make the environment .venv

demo: .venv/.synced  ## Embed sentences with the real MiniLM on every backend and compare
	@echo "== real MiniLM weights, real sentences, every installed backend"
	@$(RUN) examples/embed_sentences.py

test: .venv/.synced  ## Run the test suite (ARGS="-k bert" for a part, "--changed" for a change's)
	@echo "== running the tests on $(WORKERS) processes"
	@$(RUN) -m pytest -n $(WORKERS) $(ARGS)

test-all: .venv/.synced  ## Run the slow checks (compiling, gradients) for every architecture too
	@AUTO_TEST_ALL=1 $(RUN) -m pytest -n $(WORKERS) $(ARGS)

check: .venv/.synced stubs  ## Lint, format, types: what pre-commit and CI run
	@echo "== ruff, pyright"
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m pyright

fuzz: .venv/.synced  ## Read hostile files of every kind for a minute (ARGS="h5 --seconds 3600")
	@echo "== hostile files, each in a process with limits"
	@$(RUN) tools/fuzz.py $(ARGS)

lowest: | $(UV)  ## Test auto-core on the lowest versions that it allows
	@echo "== the lowest versions of what auto-core depends on"
	@$(UV) venv --quiet --clear --python $(PYTHON) $(LOWEST)
	@cd packages/auto-core && $(LOWEST_PIP) --resolution lowest-direct --editable ".[all]"
	@$(LOWEST_PIP) pytest pytest-timeout
	@$(LOWEST)/bin/auto --help > /dev/null
	@$(LOWEST)/bin/python -m pytest -p no:cacheprovider -q $(LOWEST_TESTS)

format: .venv/.synced  ## Mend what can be mended by itself
	@$(RUN) -m ruff check --fix .
	@$(RUN) -m ruff format .

stubs: .venv/.synced  ## Write the .pyi files that let editors see the lazy names
	@$(RUN) tools/stubs.py

tables: .venv/.synced  ## Write docs/support.md, the table of what is supported
	@$(RUN) tools/tables.py

docs: .venv/.synced tables  ## Build the documentation's site into .cache/site
	@$(RUN) -m mkdocs build --quiet
	@echo "== open .cache/site/index.html"

bench: .venv/.synced  ## Print the benchmarks, each paired with its rival (ARGS="--rounds 3")
	@$(RUN) -m benchmarks $(ARGS)

wheels: .venv/.synced stubs  ## Build the four wheels into dist/
	@$(UV) build --quiet --all-packages --wheel

clean:  ## Remove the environment and caches
	rm -rf .venv .cache dist .pytest_cache .ruff_cache .hypothesis
