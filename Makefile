# leanletter: one Makefile, no configure.  `make help` lists the targets.
# SPDX-License-Identifier: MIT

# ---- packages: the one list.  `make deps` installs them all. ----------------------------------
BUILD_DEPS := gcc make pkg-config libc6-dev libmilter-dev libgmime-3.0-dev libxml2-dev liblmdb-dev \
              libhiredis-dev libseccomp-dev libsystemd-dev libzstd-dev libmicrohttpd-dev
DEMO_DEPS  := postfix python3 procps
CHECK_DEPS := libgumbo-dev miltertest perl python3 redis-server redis-tools opendkim opendkim-tools \
              mandoc m4 libwrap0 liblockfile1 libsasl2-2 libldap-2.5-0 procps util-linux chromium \
              clang libclang-rt-14-dev valgrind apparmor

# ---- variants: build/<variant>/ ----------------------------------------------------------------
V       ?= release
B       := build/$(V)
PREFIX  ?= /usr/local
SYSCONFDIR ?= $(if $(filter /usr,$(PREFIX)),/etc,$(PREFIX)/etc)
SBINDIR := $(PREFIX)/sbin
BINDIR  := $(PREFIX)/bin
MANDIR  := $(PREFIX)/share/man
DATADIR := $(PREFIX)/share/leanletter
UNITDIR := $(PREFIX)/lib/systemd/system
DOCDIR  := $(PREFIX)/share/doc/leanletter
CONFDIR := $(SYSCONFDIR)/leanletter
# AppArmor reads one place, and names a profile's file after the program.
APPARMORDIR ?= $(if $(filter /usr /usr/local,$(PREFIX)),/etc,$(SYSCONFDIR))/apparmor.d
PROFILE := $(subst /,.,$(patsubst /%,%,$(SBINDIR)/leanletter-milter))
VERSION := 0.1.0

PKGS        := gmime-3.0 libxml-2.0 lmdb hiredis
MILTER_PKGS := milter libseccomp libsystemd libzstd libmicrohttpd
CLI_PKGS    := libzstd
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings \
        -Wundef -Wvla -Wformat=2 -Wno-unused-parameter -Wno-missing-field-initializers
BASE := -std=c11 -D_GNU_SOURCE -DG_LOG_DOMAIN='"leanletter"' -DLL_VERSION='"$(VERSION)"' \
        $(WARN) -MMD -MP -fPIE -pthread -fno-strict-aliasing
HARDEN := -fstack-protector-strong -D_FORTIFY_SOURCE=2
SAN    := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

OPT_release := -O3 -g $(HARDEN)
OPT_debug   := -O0 -g3 -Werror
OPT_san     := -O1 -g -Werror $(SAN)
OPT_tsan    := -O1 -g -Werror -fsanitize=thread
OPT_fault   := -O1 -g -Werror -DLL_FAULT
OPT_fuzz    := -O1 -g -DLL_FUZZ $(SAN) -fsanitize=fuzzer-no-link
LD_release  := -Wl,-z,now -Wl,-z,relro -pie
LD_debug    := -Wl,-z,now -pie
LD_san      := -Wl,-z,now $(SAN) -pie
LD_tsan     := -fsanitize=thread -Wl,-z,now -pie
LD_fault    := -Wl,-z,now -pie
LD_fuzz     := $(SAN) -fsanitize=fuzzer
ifndef OPT_$(V)
$(error V=$(V) is not one of release debug san tsan fault fuzz)
endif
ifeq ($(V),fuzz)
CC := clang
endif
ifeq ($(origin CC),default)
CC := gcc
endif

# pkg-config is asked only when something is compiled, so that `make deps` works on a bare machine.
pc = $(shell pkg-config $(1) $(2))
CPPF = $(BASE) $(OPT_$(V)) $(call pc,--cflags,$(PKGS) $(MILTER_PKGS)) $(CPPFLAGS) $(CFLAGS)
LIBS_core   = $(call pc,--libs,$(PKGS) libzstd) -lm
LIBS_milter = $(call pc,--libs,$(MILTER_PKGS))
LIBS_cli    = $(call pc,--libs,$(CLI_PKGS))

# `make VERBOSE=1` prints the commands.
say = $(if $(VERBOSE),,@printf '  %-3s %s\n' $(1) $(2);)

SRC_core   := $(wildcard core/*.c)
SRC_milter := $(wildcard milter/*.c)
SRC_cli    := $(wildcard cli/*.c)
SRC_unit   := $(wildcard tests/unit/test-*.c)
obj = $(patsubst %.c,$(B)/obj/%.o,$(1))

LIB    := $(B)/libleanletter.a
CLI    := $(B)/leanletter
DAEMON := $(B)/leanletter-milter
UNIT   := $(patsubst tests/unit/%.c,$(B)/tests/%,$(SRC_unit))

# Goals in the order in which they are named; what a goal consists of, by a make of its own, is made in parallel.
ifneq ($(filter-out build/%,$(or $(MAKECMDGOALS),all)),)
.NOTPARALLEL:
endif
.SECONDARY:
.PHONY: all lib unit check valgrind demo fit soak soak-kill soak-memory bench bench-store quality fuzz fuzz-build cases-update deps deps-build \
        deps-check install uninstall format clean help FORCE
all: deps-build  ## build the library, leanletter(1) and leanletter-milter(8) into build/$(V)/
	@$(MAKE) --no-print-directory $(CLI) $(if $(SRC_milter),$(DAEMON))

$(B)/obj/core/%.o $(B)/obj/tests/%.o: INC := -Iinclude -I.
$(B)/obj/milter/%.o: INC := -Iinclude
$(B)/obj/cli/%.o: INC := -Iinclude
# The rules are those of this tree, in an installed program those that were installed (core/paths.c).
$(B)/obj/core/paths.o: INC += -DLL_RULES_DIR='"$(CURDIR)/conf/rules"'
$(B)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(CPPF) $(INC) -c -o $@ $<

$(LIB): $(call obj,$(SRC_core))
	@rm -f $@
	$(call say,AR,$@)ar rcs $@ $^
$(CLI): $(call obj,$(SRC_cli)) $(LIB)
	$(call say,LD,$@)$(CC) $(LD_$(V)) $(LDFLAGS) -pthread -o $@ $^ $(LIBS_core) $(LIBS_cli)
$(DAEMON): $(call obj,$(SRC_milter)) $(LIB)
	$(call say,LD,$@)$(CC) $(LD_$(V)) $(LDFLAGS) -pthread -o $@ $^ $(LIBS_core) $(LIBS_milter)

# ---- tests -------------------------------------------------------------------------------------
# A unit test may use helpers: every tests/unit/*.c that is not test-*.c is linked into each of them.
UNIT_HELP := $(filter-out $(SRC_unit),$(wildcard tests/unit/*.c))
$(B)/tests/%: $(B)/obj/tests/unit/%.o $(call obj,$(UNIT_HELP)) $(LIB)
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(filter-out -pie,$(LD_$(V))) -pie $(LDFLAGS) -pthread -o $@ \
	  -Wl,--start-group $^ -Wl,--end-group $(LIBS_core) $(call pc,--libs,gumbo libzstd) -lm
# Tests of the daemon's files link them.
$(B)/tests/test-check: $(call obj,milter/check.c milter/part.c)
$(B)/tests/test-frame: $(call obj,milter/frame.c milter/protocol.c)
# Programs for people and for scripts of tests/: build/$(V)/tests/tools/NAME.
$(B)/tests/tools/score: $(B)/obj/tests/tools/words.o
$(B)/tests/tools/%: $(B)/obj/tests/tools/%.o $(call obj,$(UNIT_HELP)) $(LIB)
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(filter-out -fsanitize=fuzzer,$(LD_$(V))) $(LDFLAGS) -pthread -o $@ $^ $(LIBS_core) $(call pc,--libs,gumbo libzstd) -lm
$(B)/tests/fit/fit: $(call obj,$(wildcard tests/fit/*.c))
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(filter-out -fsanitize=fuzzer,$(LD_$(V))) $(LDFLAGS) -o $@ $^ $(call pc,--libs,glib-2.0) -lm
unit: deps-build  ## build the unit tests
	@$(MAKE) --no-print-directory $(UNIT) $(addprefix $(B)/tests/tools/,cuts score) $(B)/tests/fit/fit
lib: deps-build
	@$(MAKE) --no-print-directory $(LIB)

check: deps-check  ## install what the tests need, build, run every test
	@$(MAKE) --no-print-directory all unit
	@$(MAKE) --no-print-directory V=fault build/fault/leanletter-milter
	@$(MAKE) --no-print-directory fuzz-build
	@B=$(B) V=$(V) tests/run.sh

# Children that a test kills leak on purpose.  What libraries keep for ever is still reachable.
VALGRIND := valgrind -q --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=9 --child-silent-after-fork=yes \
            --suppressions=tests/valgrind.supp
valgrind: deps-check  ## the unit tests under valgrind: no bad access, nothing lost
	@$(MAKE) --no-print-directory unit
	@LL_WRAP='$(VALGRIND)' LL_ONE_IN=20 LL_SECONDS=7200 G_SLICE=always-malloc B=$(B) V=$(V) tests/run.sh $(UNIT)

# ---- fuzzing: tests/fuzz/fuzz-*.c, each a program of build/fuzz/fuzz/ ---------------------------
TIME     ?= 60
SRC_fuzz := $(wildcard tests/fuzz/fuzz-*.c)
FUZZ     := $(patsubst tests/fuzz/%.c,build/fuzz/fuzz/%,$(SRC_fuzz))
FUZZ_MILTER := $(call obj,$(addprefix milter/,frame.c protocol.c check.c part.c consult.c cleaner.c))
$(B)/fuzz/%: $(B)/obj/tests/fuzz/%.o $(B)/obj/tests/fuzz/fuzz.o $(call obj,$(UNIT_HELP)) $(LIB)
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(LD_$(V)) $(LDFLAGS) -pthread -o $@ $^ $(LIBS_core) $(call pc,--libs,gumbo libzstd) -lm
$(B)/fuzz/fuzz-frame: $(FUZZ_MILTER)
fuzz-build: deps-check
	@$(MAKE) --no-print-directory V=fuzz $(FUZZ) build/fuzz/tests/tools/html
fuzz: fuzz-build  ## run every fuzz target for TIME seconds (60); what is found goes to build/fuzz-corpus
	@tests/fuzz/run.sh $(TIME)

cases-update: all  ## write what comes out of tests/cases as what is wanted; git diff is the review
	@LEANLETTER=$(CURDIR)/$(CLI) tests/cases.t --update
quality: all  ## how well newsletters are cleaned: own letters, and those of ../shared where it is there
	@$(call need,libgumbo-dev python3)
	@$(MAKE) --no-print-directory $(B)/tests/tools/score
	@B=$(B) LEANLETTER=$(CURDIR)/$(CLI) tests/quality.sh
fit: all  ## fit conf/rules/weights.rules to labelled mail: SETS='LABELS:MAIL ...', or what ../shared holds
	@$(MAKE) --no-print-directory $(B)/tests/fit/fit
	@B=$(B) LEANLETTER=$(CURDIR)/$(CLI) tests/fit/fit.sh $(SETS)
soak: deps-check  ## 100,000 messages through one daemon: nothing may grow
	@$(MAKE) --no-print-directory all
	@B=$(B) V=$(V) LEANLETTER=$(CURDIR)/$(CLI) tests/milter/soak.sh
bench: deps-build  ## time ll_clean against a plain libxml2 parse
	@$(MAKE) --no-print-directory all $(B)/tests/bench/bench
	@$(B)/tests/bench/bench
$(B)/tests/bench/%: $(B)/obj/tests/bench/%.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(LD_$(V)) $(LDFLAGS) -pthread -o $@ $^ $(LIBS_core)
bench-store: deps-build  ## time look-ups of the stream memory on a million blocks in LMDB, and their room
	@$(MAKE) --no-print-directory $(B)/tests/bench/store
	@$(B)/tests/bench/store
soak-memory: deps-check  ## 2,000 messages through a daemon whose Redis is killed meanwhile
	@$(MAKE) --no-print-directory all
	@LL_MEMORY_MESSAGES=2000 B=$(B) V=$(V) tests/run.sh tests/milter/memory.t
soak-kill: deps-check  ## 400 messages and 20 kills at each point of the end of a message, with Postfix and with Sendmail
	@$(MAKE) --no-print-directory all
	@$(MAKE) --no-print-directory V=fault build/fault/leanletter-milter
	@export LL_KILL_MESSAGES=400 LL_KILLS=20 LEANLETTER=$(CURDIR)/$(CLI); tests/mta/kill.t postfix && tests/mta/kill.t sendmail
demo: deps-build  ## a newsletter through a throw-away Postfix with the milter in front
	@[ "$$(id -u)" != 0 ] || $(call need,$(DEMO_DEPS))
	@$(MAKE) --no-print-directory all
	@B=$(B) tests/demo/demo.sh

# ---- installation ------------------------------------------------------------------------------
# Installed programs are linked once more, with core/paths.c compiled for the installed place.
INSTALLED := $(B)/installed/leanletter $(B)/installed/leanletter-milter
$(B)/obj/installed/paths.o: core/paths.c FORCE
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(CPPF) -Iinclude -I. -DLL_RULES_DIR='"$(DATADIR)/rules"' -c -o $@ $<
$(B)/installed/leanletter: $(call obj,$(SRC_cli)) $(B)/obj/installed/paths.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(LD_$(V)) $(LDFLAGS) -pthread -o $@ $^ $(LIBS_core) $(LIBS_cli)
$(B)/installed/leanletter-milter: $(call obj,$(SRC_milter)) $(B)/obj/installed/paths.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) $(LD_$(V)) $(LDFLAGS) -pthread -o $@ $^ $(LIBS_core) $(LIBS_milter)

D = $(DESTDIR)
install: all  ## install into $(PREFIX); a configuration that is there already stays
	@$(MAKE) --no-print-directory $(INSTALLED)
	install -d $(D)$(BINDIR) $(D)$(SBINDIR) $(D)$(DATADIR)/rules $(D)$(CONFDIR) $(D)$(DOCDIR) \
	  $(foreach n,1 5 8,$(D)$(MANDIR)/man$(n))
	install -m 755 $(B)/installed/leanletter $(D)$(BINDIR)/
	install -m 755 $(B)/installed/leanletter-milter $(D)$(SBINDIR)/
	install -m 644 conf/rules/*.rules $(D)$(DATADIR)/rules/
	$(foreach n,1 5 8,$(if $(wildcard docs/*.$(n)),install -m 644 $(wildcard docs/*.$(n)) $(D)$(MANDIR)/man$(n)/ &&)) true
	install -m 644 README.md CHANGELOG.md LICENSE conf/leanletter.conf $(wildcard docs/*.md) $(D)$(DOCDIR)/
	install -m 644 conf/postfix/main.cf $(D)$(DOCDIR)/postfix-main.cf
	install -m 644 conf/sendmail/leanletter.mc $(D)$(DOCDIR)/sendmail-leanletter.mc
	install -d $(D)$(UNITDIR) $(D)$(PREFIX)/lib/sysusers.d $(D)$(APPARMORDIR)
	sed 's,@SBINDIR@,$(SBINDIR),; s,@CONFDIR@,$(CONFDIR),; s,@DATADIR@,$(DATADIR),; s,@PROFILE@,$(PROFILE),' \
	  conf/apparmor/leanletter-milter >$(D)$(APPARMORDIR)/$(PROFILE)
	sed 's,@SBINDIR@,$(SBINDIR),; s,@CONFDIR@,$(CONFDIR),' conf/systemd/leanletter-milter.service \
	  >$(D)$(UNITDIR)/leanletter-milter.service
	install -m 644 conf/systemd/leanletter-milter.socket $(D)$(UNITDIR)/
	install -m 644 conf/systemd/leanletter.sysusers $(D)$(PREFIX)/lib/sysusers.d/leanletter.conf
	test -e $(D)$(CONFDIR)/leanletter.conf || install -m 644 conf/leanletter.conf $(D)$(CONFDIR)/
uninstall:  ## take it out again; a configuration that was changed stays
	rm -f $(D)$(BINDIR)/leanletter $(D)$(SBINDIR)/leanletter-milter
	rm -f $(D)$(UNITDIR)/leanletter-milter.service $(D)$(UNITDIR)/leanletter-milter.socket
	rm -f $(D)$(PREFIX)/lib/sysusers.d/leanletter.conf $(D)$(APPARMORDIR)/$(PROFILE)
	rm -f $(foreach n,1 5 8,$(addprefix $(D)$(MANDIR)/man$(n)/,$(notdir $(wildcard docs/*.$(n)))))
	rm -rf $(D)$(DATADIR) $(D)$(DOCDIR)
	! cmp -s conf/leanletter.conf $(D)$(CONFDIR)/leanletter.conf || rm -f $(D)$(CONFDIR)/leanletter.conf
	test ! -d $(D)$(CONFDIR) || rmdir --ignore-fail-on-non-empty $(D)$(CONFDIR)
FORCE:

# ---- set-up ------------------------------------------------------------------------------------
need = tests/deps.sh $(1)
deps: ; @$(call need,$(BUILD_DEPS) $(DEMO_DEPS) $(CHECK_DEPS))  ## install every Debian package the project uses
deps-build: ; @$(call need,$(BUILD_DEPS))
deps-check: ; @$(call need,$(BUILD_DEPS) $(DEMO_DEPS) $(CHECK_DEPS))

format:  ## clang-format every C file
	clang-format -i $$(git ls-files '*.c' '*.h')
clean:  ## remove build/
	rm -rf build
help:  ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## */\1\t/' | expand -t 14

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
