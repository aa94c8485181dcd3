# SPDX-License-Identifier: GPL-2.0-only
#
# The one entry: "make help" lists the targets. Everything that is built goes below build/.

BUILD := $(or $(MPR_BUILD),$(CURDIR)/build)
export BUILD
# Scripts' name for it.
export MPR_BUILD := $(BUILD)

# Downloads and other things worth keeping between clones.
MPR_CACHE ?= $(HOME)/.cache/mpr
export MPR_CACHE

# The kernel to build for: the newest one whose headers are installed. (The running one is
# often not among them: where no module can be loaded, the VM is what runs it.)
ifdef KDIR
KVER ?= $(shell $(MAKE) -s -C $(KDIR) kernelrelease 2>/dev/null)
else
KVER ?= $(shell bash scripts/kver.sh $(MPR_VM_ROOT))
KDIR = /lib/modules/$(KVER)/build
endif
KBUILD_MIRROR = $(BUILD)/kmod/$(KVER)
export MPR_VM_KVER ?= $(KVER)

CC := gcc
ifneq ($(shell command -v ccache 2>/dev/null),)
ifeq ($(filter ccache%,$(CC)),)
CC := ccache $(CC)
endif
endif
export CC

PREFIX ?= /usr/local
DESTDIR ?=
export PREFIX DESTDIR
INSTALL ?= install

.PHONY: bench all modules kbuild-mirror lib tools selftests vm check demo deps gen check-gen lint \
	lint-checkpatch coverage check-kernels ynl install modules_install clean help FORCE
.DEFAULT_GOAL := all

all: modules lib tools selftests

help:
	@echo 'Targets:'
	@echo '  all              modules, lib, tools and selftests (the default)'
	@echo '  modules          build/kmod/KVER/mpr.ko, for KDIR=/path/to/kernel/build or KVER=release'
	@echo '  lib tools        libmpr; mprctl, mprd and the pppd plugin'
	@echo '  selftests        the test programs; on a real machine run them with'
	@echo '                   "make -C selftests run_tests"'
	@echo '  deps             install the Debian packages and the kernel sources that are missing'
	@echo '  demo             build, boot a VM and show a PPPoE line from dial to hang-up'
	@echo '  check            build, run all tests on the host and in the VM; T="test_a test_b" for some'
	@echo '  check-stress     storms of everything at once, MPR_STRESS=2.. times as large; T= for some;'
	@echo '                   MPR_STRESS_DEBUG=1 on the kernel of check-debug'
	@echo '  check-kill       kill -9 of each process at every step of a dial'
	@echo '  check-arches     build for s390x, arm64 and 32-bit user space, and run the tests in'
	@echo '                   VMs of them; A="s390x i386" and T="test_a" for some'
	@echo '  check-kernels    build and test the same on Debian releases with other kernels (as root);'
	@echo '                   K="5.10 7.2" for some of 5.10, 6.1, 6.12 and 7.2, T= as above'
	@echo '  check-debug      the VM part of it on a kernel that looks for mistakes (built once), and the'
	@echo '                   line coverage of the module; T= for some, coverage-module for it again'
	@echo '  check-kcsan      the same on a kernel that looks for data races'
	@echo '  check-kunit      the module'\''s unit tests, on the kernel of check-debug'
	@echo '  check-faults     each allocation of each operation fails once, on that kernel; T=pattern'
	@echo '  fuzz             a million netlink messages on the debug kernel; MPR_FUZZ_MESSAGES, SEED'
	@echo '  fuzz-lib         libFuzzer on library and tools, FUZZ_SECONDS (60) for each target'
	@echo '  bench            ours against rtnetlink, pppd and NetworkManager in one VM; B="event dump" for'
	@echo '                   some; build/bench.json, build/bench.png'
	@echo '  bench-check      against another revision (R=...), in one VM: fails on a loss of a tenth'
	@echo '  vm CMD=...       run a shell command as root in a VM that has mpr.ko loaded'
	@echo '  ynl ARGS=...     the kernel'\''s netlink command line with our spec'
	@echo '  gen              regenerate the uapi header and the kernel'\''s tables from uapi/mpr.yaml'
	@echo '  check-gen        fail when they differ from the spec'
	@echo '  lint             all static checks; L="sparse cppcheck" for some'
	@echo '  coverage         how many lines of library and tools the tests of "check" reach'
	@echo '  lint-checkpatch  checkpatch.pl --strict over all sources'
	@echo '  install          module, library, tools, manual pages, headers (PREFIX, DESTDIR)'
	@echo '  clean            remove build/'
	@echo
	@echo 'Variables: KVER KDIR PREFIX DESTDIR CC MPR_CACHE, and MPR_VM_* (see selftests/vm/run.sh)'

# kbuild leaves its files beside the sources, so it gets a tree of links to them, and one make at a
# time in it.
modules: FORCE
	@if [ ! -f "$(KDIR)/Makefile" ]; then \
		echo "make: no kernel headers in '$(KDIR)'; run 'make deps' or give KDIR=" >&2; exit 1; fi
	@mkdir -p $(KBUILD_MIRROR)
	+@flock $(KBUILD_MIRROR).lock $(MAKE) --no-print-directory kbuild-mirror

kbuild-mirror:
	@cp -rsf $(CURDIR)/Kbuild $(CURDIR)/kmod $(CURDIR)/uapi $(KBUILD_MIRROR)/
	@find $(KBUILD_MIRROR) -xtype l -delete
	+flock $(KBUILD_MIRROR)/.lock \
		$(MAKE) $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc)) -C $(KDIR) M=$(KBUILD_MIRROR) \
		CC="$(CC)" $(or $(KBUILD_GOALS),modules)

lib: FORCE
	$(MAKE) -C libmpr

tools: lib
	$(MAKE) -C tools

selftests: lib FORCE
	$(MAKE) -C selftests

# The command as it was given: a $ in it is the guest's shell's, not make's. Its exit status is in
# make's "Error N"; make's own is 2 for any failure, so scripts call selftests/vm/run.sh.
vm: export VM_COMMAND := $(value CMD)
vm:
	@bash selftests/vm/run.sh "$$VM_COMMAND"
unexport CMD

deps:
	@bash scripts/deps.sh

# Two steps: what the first installs, such as the kernel, is not there when make reads this file.
check: deps
	@$(MAKE) --no-print-directory all
	@bash selftests/check.sh $(T)

# The storms alone, in the VMs of check; what they leave behind shows in the kernel's log.
.PHONY: check-stress
check-stress:
	@bash scripts/deps.sh $(if $(MPR_STRESS_DEBUG),debug)
	@$(MAKE) --no-print-directory modules lib selftests
	@MPR_TESTS=stress MPR_CHECK_HOST=0 bash \
		$(if $(MPR_STRESS_DEBUG),selftests/debug/check.sh debug,selftests/check.sh) $(T)

# kill -9 at every step of a dial, where check takes some of them.
.PHONY: check-kill
check-kill: deps
	@$(MAKE) --no-print-directory all
	@bash selftests/kill.sh

.PHONY: check-arches
# A is some of s390x, arm64 and i386 (32-bit user space), i686 (32-bit kernel), T of the tests.
check-arches:
	@bash scripts/deps.sh arches kernels
	@T="$(T)" bash selftests/arches/check.sh $(A)

check-kernels:
	@bash scripts/deps.sh kernels
	@bash selftests/kernels/check.sh $(T)

# The suite on a kernel with lockdep, KASAN, UBSAN, kmemleak and GCOV; on one with KCSAN; and once
# more, of the last check-debug, which lines of the module no test reaches.
.PHONY: check-debug check-kcsan coverage-module
check-debug check-kcsan:
	@bash scripts/deps.sh debug
	@bash selftests/debug/check.sh $(@:check-%=%) $(T)

coverage-module:
	@bash selftests/debug/coverage.sh part

.PHONY: fuzz fuzz-lib
fuzz:
	@bash scripts/deps.sh debug
	@SEED=$(SEED) bash selftests/fuzz/run.sh

fuzz-lib:
	@bash scripts/deps.sh fuzz
	@$(MAKE) --no-print-directory -s lib
	@$(MAKE) --no-print-directory -s -C selftests/fuzz fuzzers
	@bash selftests/fuzz/lib.sh

# The module's own unit tests, and its operations without memory.
.PHONY: check-kunit check-faults
check-kunit:
	@bash scripts/deps.sh debug
	@bash selftests/fault/kunit.sh

check-faults:
	@bash scripts/deps.sh debug
	@bash selftests/fault/check.sh $(T)

bench:
	@bash scripts/deps.sh bench
	@$(MAKE) --no-print-directory -s modules lib tools
	@bash selftests/bench/run.sh $(B)

# R: the revision to compare with
.PHONY: bench-check
bench-check: deps
	@$(MAKE) --no-print-directory -s modules lib
	@bash selftests/bench/compare.sh $(R)

demo: deps
	@$(MAKE) --no-print-directory -s modules lib tools
	@bash selftests/vm/run.sh selftests/demo.sh

gen:
	@bash uapi/gen.sh

check-gen:
	@bash uapi/gen.sh --check

ynl:
	@bash uapi/ynl $(ARGS)

# The checks read the headers, the library and the manual pages that these make.
lint:
	@bash scripts/deps.sh lint
	@$(MAKE) --no-print-directory -s lib tools
	@$(MAKE) --no-print-directory -s -C selftests/fuzz sources
	@bash scripts/lint/run.sh $(L)

coverage: deps
	@$(MAKE) --no-print-directory -s modules
	@bash scripts/coverage/run.sh $(T)

lint-checkpatch:
	@bash scripts/checkpatch.sh

install: modules_install
	$(MAKE) -C libmpr install
	$(MAKE) -C tools install
	$(INSTALL) -D -m 644 uapi/mpr.yaml $(DESTDIR)$(PREFIX)/share/mpr/specs/mpr.yaml
	$(if $(DESTDIR),,ldconfig)

# INSTALL_MOD_PATH is kbuild's name for DESTDIR. Distributors' headers hold neither the key that
# their configuration wants modules signed with, nor the System.map that kbuild runs depmod with.
modules_install: modules
	$(MAKE) -C $(KDIR) M=$(KBUILD_MIRROR) INSTALL_MOD_PATH=$(DESTDIR) INSTALL_MOD_DIR=updates \
		$(if $(wildcard $(KDIR)/certs/signing_key.pem),,CONFIG_MODULE_SIG_ALL=) DEPMOD=true \
		modules_install
	$(if $(DESTDIR),,depmod $(KVER))

clean:
	rm -rf $(BUILD)

FORCE:
