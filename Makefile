# Every target only calls bootstrap.py; without make: python3 bootstrap.py TARGET
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help run test lint screenshots audit headless search-quality bench lock

help:
	@$(PYTHON) bootstrap.py help

run test lint screenshots audit headless search-quality bench lock:
	@$(PYTHON) bootstrap.py $@
