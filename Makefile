# make demo   sets up what is needed and opens the fictional demo school
# make test   sets up what is needed and passes every test
# make check  format, lint, types, import contracts, caps, known weaknesses of libraries (skipped offline)
# make bench  figures against a hello-world app in the same run
# make shots  regenerates the pictures of README and docs from the real program, and a gallery of every screen

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
export PIP_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test check bench shots clean

demo: $(VENV)/.for-use
	$(VENV)/bin/progress-tui demo

# What drives a terminal watches the clock: two at a time, once the rest has run.
test: $(VENV)/.for-work
	$(RUN) -m pytest --numprocesses auto --dist worksteal --ignore tests/terminal
	$(RUN) -m pytest --numprocesses 2 --dist worksteal tests/terminal

check: $(VENV)/.for-work
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports --no-cache
	$(RUN) scripts/caps.py
	$(RUN) scripts/known_weaknesses.py

bench: $(VENV)/.for-work
	$(RUN) benchmarks/startup.py
	$(RUN) benchmarks/keys.py
	$(RUN) benchmarks/screens.py
	$(RUN) benchmarks/idle.py
	$(RUN) benchmarks/table.py
	$(RUN) benchmarks/notes.py
	$(RUN) benchmarks/meeting.py
	$(RUN) benchmarks/importing.py
	$(RUN) benchmarks/corpus.py
	$(RUN) benchmarks/judging.py
	$(RUN) benchmarks/encryption.py

shots: $(VENV)/.for-work
	$(RUN) scripts/shots.py
	$(RUN) scripts/gallery.py

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "progress-tui needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The program's own bytecode is compiled too: without it the first start takes several times as long.
$(VENV)/.for-use: $(VENV)/bin/python pyproject.toml constraints.txt
	$(RUN) -m pip install --quiet --editable .
	$(RUN) -m compileall -q src
	@touch $@

$(VENV)/.for-work: $(VENV)/.for-use
	$(RUN) -m pip install --quiet --editable '.[dev]'
	@touch $@
