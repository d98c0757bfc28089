# Short names for the scripts; they do the work and say more. `make` alone prints this list.
KERNEL ?=
STAGE ?=

.DEFAULT_GOAL := help
.PHONY: help build test lint format types generate vm clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo; echo '  STAGE="unit kernel" with test, KERNEL="6.1 sid" with vm'

build: ## build the kernel half, the native addon and the test programs
	@for script in scripts/build-*.sh; do $$script || exit; done

test: ## run the tests, or only STAGE
	@./scripts/test.sh $(STAGE)

lint: ## check lint, format, import directions and generated files
	@./scripts/test.sh lint layers generated

format: ## mend lint and format where a tool can
	@node_modules/.bin/biome check --write .

types: ## check TypeScript types
	@./scripts/test.sh types

generate: ## write the generated files anew from schema/
	@npm run --silent generate

vm: ## run the kernel tests on other kernels, or only on KERNEL
	@./scripts/vm/run.sh $(KERNEL)

clean: ## remove what was built, but not the downloaded kernels
	@rm -rf build/bpf build/native build/test build/stamp/products build/vm/*.img build/vm/*.log build/vm/*.tap
