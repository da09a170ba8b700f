# serve, build and check need Python alone; test and bench need Node 20 as well.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
READY_DEV := $(VENV)/ready-dev
export NO_MKDOCS_2_WARNING := 1

.PHONY: serve build check test bench lock clean

serve: $(READY)
	$(BIN)/mkdocs serve --dev-addr 127.0.0.1:8000

build: $(READY)
	$(BIN)/mkdocs build --strict
	$(BIN)/course publish

check: $(READY)
	@$(BIN)/course check

test: $(READY_DEV) tests/node_modules/ready
	$(BIN)/ruff check hooks tests
	cd tests && npm run --silent check
	$(BIN)/python -m pytest

bench: $(READY_DEV) tests/node_modules/ready
	$(BIN)/python tests/bench/run.py

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11, 5) and "Python 3.11.5 or later is needed; this is %d.%d.%d." % sys.version_info[:3])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(READY_DEV): $(READY) requirements-dev.txt requirements-zensical.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-zensical.txt
	@touch $@

tests/node_modules/ready: tests/package-lock.json
	@command -v node >/dev/null || { echo "Node 20 or later is needed for the tests, and no node is installed."; exit 1; }
	@node -e 'const v = Number(process.versions.node.split(".")[0]); if (v < 20) { console.log("Node 20 or later is needed for the tests; this is " + process.version + "."); process.exit(1) }'
	cd tests && npm ci --silent --no-audit --no-fund
	sh tests/browser/install.sh
	@touch $@

lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements.txt
	uv pip compile pyproject.toml --extra dev -c requirements.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements-dev.txt
	uv pip compile pyproject.toml --extra zensical -c requirements.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q -o requirements-zensical.txt

clean:
	rm -rf site .cache
