# watchline: four filters in the Unix tradition. GNU make; no configure step.
#
#   make deps demo     install what is needed, run the pipeline on the samples
#   make deps check    install what is needed, run the tests
#   make install       PREFIX=/usr/local, DESTDIR= and so on as usual
#
# The user's CFLAGS, CPPFLAGS and LDFLAGS are added to ours and win.

VERSION = 0.1.0

PREFIX = /usr/local
BINDIR = $(PREFIX)/bin
DATADIR = $(PREFIX)/share
MANDIR = $(DATADIR)/man
RULESDIR = $(DATADIR)/watchline/rules
BASHDIR = $(DATADIR)/bash-completion/completions
ZSHDIR = $(DATADIR)/zsh/site-functions
FISHDIR = $(DATADIR)/fish/vendor_completions.d
INSTALL = install

CC = cc
CLANG = clang
PROVE = prove
JOBS = 2
SANITIZE =
BUILD = build$(if $(SANITIZE),/$(subst $(comma),-,$(SANITIZE)))
comma = ,

PROGRAMS = ingest tag dedupe emit
LIBRARIES = jansson yaml-0.1 libxxhash libutf8proc libmd libpcre2-8 zlib

# What `make deps` installs: to build, and to test. Debian's names.
APT = gcc make pkg-config libjansson-dev libyaml-dev libxxhash-dev libutf8proc-dev libmd-dev libpcre2-dev zlib1g-dev jq
APT_CHECK = perl strace valgrind procps shellcheck mandoc bash-completion libxml2-utils python3-jsonschema python3-feedparser cmark-gfm
DNF = gcc make pkgconf-pkg-config jansson-devel libyaml-devel xxhash-devel utf8proc-devel libmd-devel pcre2-devel zlib-devel jq perl-Test-Harness strace valgrind procps-ng ShellCheck mandoc bash-completion
APK = build-base pkgconf jansson-dev yaml-dev xxhash-dev utf8proc-dev libmd-dev pcre2-dev zlib-dev jq perl-utils strace valgrind procps shellcheck mandoc bash-completion
BREW = pkg-config jansson libyaml xxhash utf8proc libmd pcre2 zlib jq shellcheck mandoc

OPTIMIZE = -O2 -g
HARDEN = -fPIE -fstack-protector-strong -fstack-clash-protection -fcf-protection -ftrivial-auto-var-init=zero -D_FORTIFY_SOURCE=2
LINK_HARDEN = -pie -Wl,-z,relro,-z,now,-z,noexecstack
ifneq ($(SANITIZE),)
OPTIMIZE = -O1 -g -fno-omit-frame-pointer
HARDEN = -fsanitize=$(SANITIZE) -fno-sanitize-recover=all
LINK_HARDEN = -fsanitize=$(SANITIZE)
endif
ifeq ($(filter x86_64 i686,$(shell uname -m)),)
HARDEN := $(filter-out -fcf-protection,$(HARDEN))
endif
WARN = -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wwrite-strings -Wvla \
	-Wpointer-arith -Wformat=2 -Wno-unused-parameter

# The libraries' flags are asked for once, when something is built.
PACKAGES = $(shell pkg-config --cflags $(LIBRARIES) 2>/dev/null)
ALL_CPPFLAGS = -I. -I$(BUILD) -D_GNU_SOURCE $(PACKAGES) $(CPPFLAGS)
ALL_CFLAGS = -std=c11 -pthread $(OPTIMIZE) $(WARN) $(HARDEN) -ffile-prefix-map=$(CURDIR)=. $(CFLAGS)
ALL_LDFLAGS = -pthread $(LINK_HARDEN) $(LDFLAGS)
LDLIBS := $(shell pkg-config --libs $(LIBRARIES) 2>/dev/null || echo -ljansson -lyaml -lxxhash -lutf8proc -lmd -lpcre2-8 -lz)

# What is installed must be there before anything is built.
ifneq ($(filter deps,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

GENERATORS = common/mkfold.c
COMMON = $(filter-out $(GENERATORS),$(wildcard common/*.c))
PARTS = $(filter-out %/main.c,$(wildcard filters/*/*.c))
OBJECTS = $(COMMON:%.c=$(BUILD)/%.o) $(PARTS:%.c=$(BUILD)/%.o)
MAINS = $(PROGRAMS:%=$(BUILD)/filters/%/main.o)
ARCHIVE = $(BUILD)/libwatchline.a
UNITS = $(patsubst tests/unit/%.c,$(BUILD)/tests/unit-%,$(wildcard tests/unit/*.c))
FUZZERS = $(patsubst tests/fuzz/%.c,$(BUILD)/tests/fuzz-%,$(filter-out tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c)))
PAGES = $(wildcard filters/*/*.1 common/*.5 common/*.7 rules/*.5)
SCRIPTS = $(wildcard tests/*.t tests/*.sh tests/bench/*.sh rules/import) .ci/run
COMPLETIONS = $(foreach p,$(PROGRAMS),$(BUILD)/completions/$(p).bash $(BUILD)/completions/_$(p) $(BUILD)/completions/$(p).fish)

# Short lines unless V=1.
ifeq ($(V),)
say = @echo '  $(1) $@';
endif

all: $(PROGRAMS:%=$(BUILD)/%) $(COMPLETIONS)

$(BUILD)/gen/fold_table.h: $(BUILD)/mkfold
	@mkdir -p $(@D)
	$(call say,GEN)$(BUILD)/mkfold >$@

$(BUILD)/mkfold: common/mkfold.c
	@mkdir -p $(@D)
	$(call say,CC )$(CC) $(ALL_CPPFLAGS) -std=c11 -O1 $(WARN) -o $@ $< -lutf8proc

$(BUILD)/common/text.o: $(BUILD)/gen/fold_table.h

# `tag --schema` prints it also where nothing is installed: its bytes, as C has them.
$(BUILD)/gen/rules_schema.h: rules/watchline-rules.schema.json
	@mkdir -p $(@D)
	$(call say,GEN)od -An -v -tx1 $< | sed 's/[0-9a-f][0-9a-f]/0x&,/g' >$@

$(BUILD)/filters/tag/schema.o: $(BUILD)/gen/rules_schema.h

$(BUILD)/common/version.o: CPPFLAGS += -DWATCHLINE_VERSION='"$(VERSION)"'
$(BUILD)/common/version.o: Makefile
$(BUILD)/filters/tag/main.o: CPPFLAGS += -DRULESDIR='"$(RULESDIR)"'
$(BUILD)/filters/tag/main.o: $(BUILD)/gen/rulesdir

# Changes when PREFIX does, so that `make install PREFIX=/usr` behind `make` finds its rules.
$(BUILD)/gen/rulesdir: FORCE
	@mkdir -p $(@D)
	@echo '$(RULESDIR)' | cmp -s - $@ || echo '$(RULESDIR)' >$@

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC )$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(ARCHIVE): $(OBJECTS)
	@rm -f $@
	$(call say,AR )$(AR) rcs $@ $(OBJECTS)

$(PROGRAMS:%=$(BUILD)/%): $(BUILD)/%: $(BUILD)/filters/%/main.o $(ARCHIVE)
	$(call say,LD )$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(ARCHIVE) $(LDLIBS)

$(BUILD)/tests/unit-%: tests/unit/%.c $(ARCHIVE)
	@mkdir -p $(@D)
	$(call say,CC )$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -MF $@.d -o $@ $< $(ARCHIVE) $(LDLIBS)

$(BUILD)/tests/fuzz-%: tests/fuzz/%.c tests/fuzz/replay.c $(ARCHIVE)
	@mkdir -p $(@D)
	$(call say,CC )$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -MMD -MP -MF $@.d -o $@ $< tests/fuzz/replay.c $(ARCHIVE) $(LDLIBS)

$(BUILD)/tests/faults.so: tests/faults.c
	@mkdir -p $(@D)
	$(call say,CC )$(CC) -std=c11 -D_GNU_SOURCE -O1 $(WARN) -fPIC -shared -o $@ $< -ldl

$(BUILD)/completions/%.bash: $(BUILD)/%
	@mkdir -p $(@D)
	$(call say,GEN)$< --completion bash >$@
$(BUILD)/completions/_%: $(BUILD)/%
	@mkdir -p $(@D)
	$(call say,GEN)$< --completion zsh >$@
$(BUILD)/completions/%.fish: $(BUILD)/%
	@mkdir -p $(@D)
	$(call say,GEN)$< --completion fish >$@

# The distribution's packages, by what package manager there is.
deps:
	@SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	if command -v apt-get >/dev/null; then set -- $(APT) $(APT_CHECK); \
		echo "installing with apt-get: $$*"; \
		if dpkg-query -W -f '$${Status}\n' "$$@" 2>&1 | grep -qv '^install ok installed$$'; then \
			$$SUDO apt-get update -qq && \
			$$SUDO env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$$@" >/dev/null; \
		else echo "all there already"; fi; \
	elif command -v dnf >/dev/null; then echo "installing with dnf: $(DNF)"; $$SUDO dnf install -y -q $(DNF); \
	elif command -v apk >/dev/null; then echo "installing with apk: $(APK)"; $$SUDO apk add -q $(APK); \
	elif command -v brew >/dev/null; then echo "installing with brew: $(BREW)"; brew install -q $(BREW); \
	else echo "install these with your package manager: $(APT)" >&2; exit 1; fi

# The whole line on the samples, as a desk would run it.
demo: all
	@BUILD=$(BUILD) tests/demo.sh

check: all $(UNITS) $(FUZZERS) $(if $(SANITIZE),,$(BUILD)/tests/faults.so)
	BUILD=$(BUILD) $(PROVE) -j$(JOBS) $(sort $(wildcard tests/*.t)) $(UNITS)

# Races between threads, by ThreadSanitizer; for nothing where the compiler has none.
check-threads:
	@if echo 'int main(void) { return 0; }' | $(CC) -fsanitize=thread -x c -o /dev/null - 2>/dev/null; then \
		$(MAKE) --no-print-directory SANITIZE=thread all && BUILD=$(BUILD)/thread $(PROVE) tests/jobs.t; \
	else echo "the compiler has no ThreadSanitizer; left out"; fi

# Coverage-guided fuzzing with clang, a minute a target: make fuzz FUZZ_SECONDS=600.
# What is new goes to build/fuzz/corpus, what fails to build/fuzz/crashes; a
# target that failed does not keep the others from their turn.
FUZZ_SECONDS = 60
FUZZ_TARGETS = $(patsubst tests/fuzz/%.c,%,$(filter-out tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c)))
fuzz:
	@$(MAKE) --no-print-directory BUILD=build/fuzz CC=$(CLANG) SANITIZE=fuzzer-no-link,address,undefined build/fuzz/libwatchline.a
	@mkdir -p build/fuzz/crashes; failed=; \
	for f in $(FUZZ_TARGETS); do \
		mkdir -p build/fuzz/corpus/$$f; echo "fuzzing $$f"; \
		$(CLANG) $(ALL_CPPFLAGS) -Ibuild/fuzz -std=c11 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
			-o build/fuzz/$$f tests/fuzz/$$f.c build/fuzz/libwatchline.a $(LDLIBS) || exit 1; \
		build/fuzz/$$f -max_total_time=$(FUZZ_SECONDS) -timeout=5 -malloc_limit_mb=512 -rss_limit_mb=2048 -verbosity=0 \
			-artifact_prefix=build/fuzz/crashes/$$f- build/fuzz/corpus/$$f tests/fuzz/corpus/$$f || failed="$$failed $$f"; \
	done; \
	if [ "$$failed" ]; then echo "failed:$$failed"; exit 1; fi

bench: all $(BUILD)/tests/corpus
	@BUILD=$(BUILD) tests/bench/bench.sh

$(BUILD)/tests/corpus: tests/bench/corpus.c $(ARCHIVE)
	@mkdir -p $(@D)
	$(call say,CC )$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(ARCHIVE) $(LDLIBS)

# How good the shipped rules are on gold sets that are not part of the project: make score SCORE=-v
# names the errors.
SCORE =
score: $(PROGRAMS:%=$(BUILD)/%)
	@if command -v python3 >/dev/null; then python3 tests/score.py $(SCORE) $(BUILD); \
	else echo "score: there is no python3; left out"; fi

lint:
	shellcheck -s sh $(filter-out .ci/run,$(SCRIPTS))
	shellcheck .ci/run
	mandoc -Tlint -Wwarning $(PAGES)
	@if command -v clang-tidy >/dev/null; then \
		clang-tidy --quiet --warnings-as-errors='*' --checks='-*,clang-analyzer-core*,clang-analyzer-unix*,clang-analyzer-deadcode*,bugprone-suspicious-mem*,bugprone-infinite-loop,bugprone-macro-parentheses' \
			$(COMMON) $(PARTS) $(PROGRAMS:%=filters/%/main.c) -- $(ALL_CPPFLAGS) -std=c11 -DWATCHLINE_VERSION='""' -DRULESDIR='""' 2>/dev/null; \
	else echo "clang-tidy is not here; left out"; fi

install: all
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(MANDIR)/man5 $(DESTDIR)$(MANDIR)/man7 \
		$(DESTDIR)$(RULESDIR) $(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR)
	$(INSTALL) -m 755 $(PROGRAMS:%=$(BUILD)/%) $(DESTDIR)$(BINDIR)
	for p in $(PAGES); do $(INSTALL) -m 644 $$p $(DESTDIR)$(MANDIR)/man$${p##*.}/ || exit 1; done
	$(INSTALL) -m 644 rules/*.yaml rules/*.json $(DESTDIR)$(RULESDIR)
	$(INSTALL) -m 755 rules/import $(DESTDIR)$(RULESDIR)
	for p in $(PROGRAMS); do \
		$(INSTALL) -m 644 $(BUILD)/completions/$$p.bash $(DESTDIR)$(BASHDIR)/$$p && \
		$(INSTALL) -m 644 $(BUILD)/completions/_$$p $(DESTDIR)$(ZSHDIR)/_$$p && \
		$(INSTALL) -m 644 $(BUILD)/completions/$$p.fish $(DESTDIR)$(FISHDIR)/$$p.fish || exit 1; done

uninstall:
	for p in $(PROGRAMS); do \
		rm -f $(DESTDIR)$(BINDIR)/$$p $(DESTDIR)$(BASHDIR)/$$p $(DESTDIR)$(ZSHDIR)/_$$p $(DESTDIR)$(FISHDIR)/$$p.fish; done
	for p in $(PAGES); do rm -f $(DESTDIR)$(MANDIR)/man$${p##*.}/$${p##*/}; done
	for r in rules/*.yaml rules/*.json rules/import; do rm -f $(DESTDIR)$(RULESDIR)/$${r##*/}; done
	-rmdir $(DESTDIR)$(RULESDIR) $(DESTDIR)$(DATADIR)/watchline 2>/dev/null

# Installs into a scratch directory, runs from there, uninstalls: nothing may be left.
check-install: all
	@MAKE='$(MAKE)' BUILD=$(BUILD) tests/check-install.sh

dist:
	git archive --format=tar.gz --prefix=watchline-$(VERSION)/ -o watchline-$(VERSION).tar.gz HEAD

clean:
	rm -rf build

-include $(OBJECTS:.o=.d) $(MAINS:.o=.d) $(UNITS:=.d) $(FUZZERS:=.d)

.PHONY: FORCE all deps demo check check-threads fuzz bench score lint install uninstall check-install dist clean
.DELETE_ON_ERROR:
