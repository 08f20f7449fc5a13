# Two commands: `make run` serves the product with real content; `make test` runs every test.
.PHONY: run build test bench setup setup-tests unit-tests process-tests browser-tests clean

DATABASE ?= sqlite:data/demo.sqlite
LISTEN ?= 127.0.0.1:8080

run: build
	.build/release/enlace demo --database $(DATABASE) --listen $(LISTEN)

setup:
	Scripts/setup/packages.sh build

build: setup
	swift build -c release --product enlace

setup-tests:
	Scripts/setup/packages.sh build test
	Scripts/setup/python.sh

# The parts can be run one by one; each needs `make setup-tests` once.
test: setup-tests
	$(MAKE) unit-tests
	$(MAKE) process-tests
	$(MAKE) browser-tests
	@echo "All tests passed."

# Each test has a database of its own with some connections: all at once would be more than the server takes, and no faster.
unit-tests: export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH = 16
unit-tests:
	swift build --build-tests
	Scripts/test/postgres.sh swift test --skip-build --skip Restarts --skip Revisions
	# These hold calls to a time: by themselves, since the others load the machine.
	Scripts/test/postgres.sh swift test --skip-build --filter Restarts --filter Revisions

# A running server, from outside: kills, restarts, bad clients, formats read by independent parsers, the API by schemathesis.
process-tests:
	swift build --product enlace
	swift build --product SurvivalCheck
	Scripts/test/postgres.sh .venv/bin/python -m pytest -q Tests/process

# A running server in a real Chromium: jobs, keyboard, widths, languages, accessibility.
browser-tests:
	swift build --product enlace
	.venv/bin/python -m pytest -q Tests/browser

bench: build setup-tests
	swift build -c release --product EnlaceBench
	Scripts/test/postgres.sh .venv/bin/python Benchmarks/run.py

clean:
	rm -rf .build .venv
