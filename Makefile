# The commands of the README. The set-up needs Python 3.11 or later and make, nothing else.
.PHONY: run test e2e data check backup restore bench screenshots messages lock clean
.DELETE_ON_ERROR:

PORT ?= 8000
PHARMACRM_DATA ?= ../shared/data
export PORT PHARMACRM_DATA

PY = .venv/bin/python
PYTEST = $(PY) -m pytest
READY = .ready/python .ready/packages
BROWSER = -p playwright
# A production's settings, for Django's own check of them.
PRODUCTION = PHARMACRM_LOCAL= DEBUG= SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	ALLOWED_HOSTS=crm.example.com SITE_URL=https://crm.example.com TRUSTED_PROXIES=1 \
	LEDGER_SINKS=directory:/media/worm,email:auditor@example.com

run: $(READY)
	@$(PY) -m pharmacrm.launcher run

test: $(READY)
	$(PYTEST) -n auto --maxprocesses 4 --dist loadfile --ignore=tests/e2e --ignore=tests/data

e2e: $(READY)
	$(PYTEST) $(BROWSER) tests/e2e -m "not screenshot"

data: $(READY)
	@test -d "$(PHARMACRM_DATA)" || { echo "There is no folder $(PHARMACRM_DATA): name the real lists with PHARMACRM_DATA."; exit 1; }
	$(PYTEST) tests/data

check: $(READY)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py make_messages --check
	$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

backup: $(READY)
	@$(PY) -m pharmacrm.launcher backup

restore: $(READY)
	@test -n "$(FILE)" || { echo "Which one? make restore FILE=var/backups/pharmacrm-….tar"; exit 1; }
	@$(PY) -m pharmacrm.launcher restore "$(FILE)"

bench: $(READY)
	$(PY) manage.py bench

screenshots: $(READY)
	$(PYTEST) $(BROWSER) tests/e2e -m screenshot

messages: $(READY)
	$(PY) manage.py make_messages

# After a change of the dependencies in pyproject.toml or package.json.
COMPILE = .venv/bin/uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11
lock:
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	echo uv | $(COMPILE) - -o requirements-uv.txt
	npm run lock

# The set-up; data in var/ stays.
clean:
	rm -rf .venv .ready node_modules static/build staticfiles

.ready/python: requirements-dev.txt requirements-uv.txt
	@./setup/python
	@mkdir -p .ready && touch $@

.ready/packages: package-lock.json .npmrc .ready/python
	@./setup/packages
	@mkdir -p .ready && touch $@
