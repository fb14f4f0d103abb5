# Each command is one line over deploy/local/run.py, which works alone where there is no make.
PYTHON ?= python3
RUN = $(PYTHON) deploy/local/run.py

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test test-without-browser check audit bench-alerts faults messages screenshots lock

help:
	@$(RUN) --help

demo demo-reset test test-without-browser check audit bench-alerts faults messages screenshots lock:
	@$(RUN) $@ $(ARGS)
