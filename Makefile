# What a stranger needs: `make report` shows a report, `make test` proves the program.
# `make check` is what CI runs.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

LIBRARIES := libxml2-dev libssl-dev pkg-config
EXAMPLE := Examples/i350-after-reboot
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: report test check libraries release format lint arrows pages examples bench clean

report: release ## Audit the host of the XenServer-SRIOV page and write report.html and report.xml
	@.build/release/vfaudit audit $(EXAMPLE)/snapshot --policy $(EXAMPLE)/vfaudit.yml \
	  --format html --format xml --output report --fail-on never
	@echo; echo "Open $(CURDIR)/report.html in a browser; report.xml beside it says the same to machines."

test: libraries ## Build and run every test
	swift build --build-tests
	swift test --skip-build --disable-xctest

check: lint arrows test pages ## All that CI asks for

libraries: ## Install the C libraries that are missing (Debian, Ubuntu)
	@missing=; for package in $(LIBRARIES); do \
	  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'install ok' || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ]; then \
	  echo "installing$$missing"; \
	  $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends $$missing; fi

release: libraries
	swift build -c release --product vfaudit

format: ## Format the sources
	swift format -i -r -p Sources Tests Package.swift

lint:
	swift format lint --strict -r -p Sources Tests Package.swift

arrows: libraries ## Who may import whom (a plain build accepts an undeclared import)
	swift build --build-tests --explicit-target-dependency-import-check error

pages: libraries ## The page of every rule is as the rule says
	swift build --product vfaudit
	@rm -rf .build/pages && mkdir -p .build/pages && .build/debug/vfaudit rules --pages .build/pages
	@diff -r .build/pages Sources/Rules/Rules.docc \
	  || { echo "the rule pages are stale: swift run vfaudit rules --pages Sources/Rules/Rules.docc"; exit 1; }

examples: ## Record the examples' reports anew; look at git diff Examples
	RECORD=1 swift test --disable-xctest --filter ExampleTests || true

bench: ## Measure, and write Tests/Benchmarks/RESULTS.md
	swift run -c release Benchmarks --record

clean:
	rm -rf .build report.html report.xml
