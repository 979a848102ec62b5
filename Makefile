# make demo      serve the example ledger in Fava
# make test      run every test
# make nightly   run the tests with far more examples, others each time; it takes some hours
# make lint      check style and types
# make frontend  install the tools of the page's script, if npm is here; “npm run build” there bundles it
# make fuzz      look for values and templates that raise something, a minute each
# make mutation  change the code that decides and reckons, and see which change no test notices
# make bench     time the plugin and the page against what Beancount and Fava do
# make pictures  take the pictures of the README from the page, in chromium
# make messages  write build/messages.pot, and say what the translations lack
# make dead      name code that nothing uses
# make sentences  list every sentence that a user can see, in build/, to be read through
# make site      build the documentation in build/site, with links checked
# make release-check  build the sdist and the wheel, and check them; TAG=v0.2.0 checks the version
# make versions  run the tests on each Python here, with the oldest and the newest libraries

PYTHON ?= python3
PORT ?= 5000
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
FRONTEND := fava_extension/frontend

.PHONY: ready pictures messages dead sentences site release-check demo test nightly lint fuzz mutation bench versions format clean chromium frontend

demo: $(READY)
	@echo
	@echo "  http://localhost:$(PORT)/atelier-lumen-sarl/extension/Relance/"
	@echo
	$(BIN)/fava --port $(PORT) example-ledger/main.beancount

test: $(READY) chromium frontend
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

# Whoever is free takes the next test, whatever file it is in.
nightly: $(READY) chromium frontend
	HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: $(READY) frontend
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	if command -v npm >/dev/null; then cd $(FRONTEND) && npm run --silent lint; fi

fuzz: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'atheris>=2.3,<4'
	for target in settings terms notes customers stages templates; do \
		$(BIN)/python -m tests.fuzz $$target 60 || exit 1; \
	done

# After an hour it stops, and goes on there next time. ROOM=history or ROOM=receivables.owners: only that.
mutation: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'mutmut>=3.8,<4'
	HYPOTHESIS_PROFILE=mutation timeout --signal INT 3600 \
		$(BIN)/mutmut run --max-children 2 $(if $(ROOM),'beancount_relance.$(ROOM).*') || test $$? -eq 124
	$(BIN)/mutmut results

bench: $(READY)
	$(BIN)/python -m tests.benchmarks.bench
	$(BIN)/python -m tests.benchmarks.goals --write

pictures: $(READY) chromium
	$(BIN)/python -m tests.docs.pictures

messages: $(READY)
	$(BIN)/python -m tests.project.messages

dead: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'vulture>=2.14,<3'
	$(BIN)/python -m tests.project.dead

sentences: $(READY)
	$(BIN)/python -m tests.project.sentences

# Where the network does not give what is needed, the site and the release are not checked.
site: $(READY)
	if $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[site]'; then \
		$(BIN)/python -m tests.project.site && $(BIN)/mkdocs build --strict --quiet; \
	else echo 'mkdocs-material cannot be installed: the site is not built'; fi

release-check: $(READY)
	if $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[release]'; then \
		$(BIN)/python -m tests.project.release $(TAG); \
	else echo 'twine cannot be installed: the release is not checked'; fi

versions: $(READY)
	$(BIN)/python -m tests.project.versions

format: $(READY) frontend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	if command -v npm >/dev/null; then cd $(FRONTEND) && npm run --silent format; fi

clean:
	rm -rf $(VENV) $(FRONTEND)/node_modules $(FRONTEND)/build

ready: $(READY)

# Debian keeps the part of Python that makes environments in a package of its own.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || sh .ci/debian python3-venv
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fava,pdf,test,lint]'
	@touch $@

# The browser that the tests of the Fava page drive.
chromium:
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null \
		|| sh .ci/debian chromium-headless-shell || sh .ci/debian chromium \
		|| echo 'no chromium: the tests in a browser are skipped'

# What checks, tests and bundles the script of the page.
frontend:
	@if command -v npm >/dev/null; then \
		test $(FRONTEND)/node_modules/.package-lock.json -nt $(FRONTEND)/package.json \
		|| (cd $(FRONTEND) && npm install --silent && touch node_modules/.package-lock.json); \
	else echo 'no npm: the script of the page is not checked'; fi
