# Each target calls the script of the same name in bin/.
.PHONY: help run test lint fmt migrate demo bench setup lock
.DEFAULT_GOAL := help

help run test lint fmt migrate demo bench setup lock:
	@bin/$@
