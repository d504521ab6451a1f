# Two commands do everything: `make run` and `make test`. The rest is for those who build on Tanggap.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TESTS ?= tests

.DEFAULT_GOAL := help
.PHONY: help run demo test test-long check format bench-nlu bench-candidates bench-dialogue bench-alarms bench-inbox bench-races bench-plans simulate-scale bench-load bench-pacing soak chaos-ci chaos-long screenshots clean test-rasa

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-16s %s\n", $$1, $$2}'

# An installation is redone only where pyproject.toml changed.
$(VENV)/.installed: pyproject.toml
	@echo "Installing (about a minute the first time) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[semantic]'
	@touch $@

$(VENV)/.tested: pyproject.toml $(VENV)/.installed
	@echo "Installing the test tools ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[semantic,test,quality]'
	@touch $@

run: $(VENV)/.installed ## Install, train and start the whole product in demo mode
	@$(BIN)/tanggap run --demo

demo: $(VENV)/.installed ## Replay 30 invented complaints through the Telegram path, then leave the inbox open
	@$(BIN)/python -m app.demo

test: $(VENV)/.tested ## Install and run the tests; says what it skipped and why
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(TESTS) || { [ $$? = 1 ] && \
	  echo "Once more, one by one, what failed; what passes now is unsteady and wants mending, what fails is broken:" && \
	  $(BIN)/python -m pytest --last-failed --last-failed-no-failures none $(TESTS); }

test-long: $(VENV)/.tested ## Try 100,000 random cases of the calendar and the clocks against the slow oracle
	@$(BIN)/python -m pytest tests/tickets --long --timeout 0

test-rasa: $(VENV)/.tested ## Play every dialogue on both engines and print the differences; RASA_PYTHON=… says where Rasa is
	@$(if $(RASA_PYTHON),RASA_PYTHON=$(RASA_PYTHON) )$(BIN)/python -m tests.parity

check: $(VENV)/.tested ## Format, lint, types, import contracts, docs
	@echo "format    "; $(BIN)/ruff format --check --quiet .
	@echo "lint      "; $(BIN)/ruff check --quiet .
	@echo "types     "; $(BIN)/mypy --no-error-summary
	@echo "contracts "; $(BIN)/lint-imports --no-cache > .contracts.log || { cat .contracts.log; exit 1; }; rm -f .contracts.log
	@echo "docs      "; $(BIN)/python -m pytest -q tests/test_documented.py

format: $(VENV)/.tested ## Put the code into its form
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

bench-nlu: $(VENV)/.installed ## Measure our topics beside Rasa's; FILE=… judges other texts, RASA_PYTHON=… says where Rasa is
	@$(BIN)/python -m bench.nlu $(if $(FILE),--file $(FILE)) $(if $(RASA_PYTHON),--rasa $(RASA_PYTHON))

bench-candidates: $(VENV)/.installed ## Measure what else could tell topics apart; FILE=… judges other texts
	@$(BIN)/python -m bench.candidates $(if $(FILE),--file $(FILE))

bench-dialogue: $(VENV)/.installed ## Play one dialogue on our runtime and on Rasa's, trackers in memory; RASA_PYTHON=… says where Rasa is
	@$(BIN)/python -m bench.dialogue $(if $(RASA_PYTHON),--rasa $(RASA_PYTHON))

bench-races: $(VENV)/.tested ## Let officers take over while the bot answers, a thousand times on each database
	@$(BIN)/python -m pytest -s tests/inbox/test_races.py --long --timeout 0

bench-plans: $(VENV)/.tested ## Explain every statement of a message's way on PostgreSQL with a million messages; DATABASE=… names an empty one
	@$(BIN)/python -m bench.plans $(DATABASE)

simulate-scale: $(VENV)/.installed ## Print what one more machine buys and where the next limit is; COSTS="--worker 6 --cores 8" says what you measured
	@$(BIN)/python -m bench.scale $(COSTS)

bench-load: $(VENV)/.tested ## Load the whole installation on PostgreSQL beside a bare handler; ARGS="--seconds 10 --backlog 1000" makes it short, RASA_PYTHON=… adds Rasa
	@$(BIN)/python -m bench.load $(ARGS)

bench-pacing: $(VENV)/.tested ## Tell 10,000 the same while citizens are answered; ARGS="--broadcast 1000" tells fewer
	@$(BIN)/python -m bench.pacing $(ARGS)

soak: $(VENV)/.tested ## Load for three minutes and watch memory, descriptors, connections; ARGS="--minutes 120" takes longer
	@$(BIN)/python -m bench.soak $(ARGS)

bench-alarms: $(VENV)/.tested ## Break one thing after another and time its alarm; needs Prometheus (apt install prometheus)
	@$(BIN)/python -m bench.alarms

chaos-ci: $(VENV)/.tested ## Shake the product for some minutes: 2,000 messages, 25 kills, every fault; the books must balance
	@timeout --kill-after 30 1000 $(BIN)/python -m chaos --size ci

chaos-long: $(VENV)/.tested ## The same with 10,000 messages and more of everything; SEEDS="1 2 3" runs once for each
	@$(BIN)/python -m chaos --size long $(if $(SEEDS),--seeds $(SEEDS))

screenshots: $(VENV)/.tested ## Make the pictures of the officers' guide anew; needs Chromium
	@$(BIN)/python -m tests.screenshots

bench-inbox: $(VENV)/.tested ## Ask every list and 50 searches over 210,000 cases, on SQLite and PostgreSQL; fails over 150 ms
	@$(BIN)/python -m bench.inbox

clean: ## Remove what was installed and made, the demo's data too
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache
