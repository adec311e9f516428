# Each target does all the set-up that it needs: Python 3.11 or later and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo run test check lint types bench mutants
.DEFAULT_GOAL := demo

$(VENV)/run.stamp: requirements.lock pyproject.toml
	@echo "Installing what the bot needs; the first time takes about a minute."
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --editable .
	touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(PIP) install --require-hashes -r requirements-dev.lock
	touch $@

demo: $(VENV)/run.stamp  ## the whole product in the browser, without a token; PORT=8081 elsewhere
	$(BIN)/python -m bot demo $(if $(PORT),--port $(PORT))

run: $(VENV)/run.stamp  ## the real bot, with the settings of .env
	$(BIN)/python -m bot run

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy

check: lint types test  ## what CI asks for

bench: $(VENV)/dev.stamp
	$(BIN)/python -m pytest tests/bench/bench_speed.py -s $(ARGS)

mutants: $(VENV)/dev.stamp  ## small faults in rules and mechanisms, and which of them no test sees
	$(BIN)/python tests/mutants/run.py $(ARGS)
