# SPDX-License-Identifier: GPL-2.0-only
#
# The one entry: "make help" lists the targets. Everything that is built goes below build/.

BUILD := $(CURDIR)/build
export BUILD

# Downloads and other things worth keeping between clones.
MPR_CACHE ?= $(HOME)/.cache/mpr
export MPR_CACHE

# The kernel to build for: the newest one whose headers are installed. (The running one is
# often not among them: where no module can be loaded, the VM is what runs it.)
ifdef KDIR
KVER ?= $(shell $(MAKE) -s -C $(KDIR) kernelrelease 2>/dev/null)
else
KVER ?= $(shell bash scripts/kver.sh)
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

.PHONY: all modules kbuild-mirror lib tools selftests vm check demo deps gen check-gen lint-checkpatch \
	ynl install modules_install clean help FORCE
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
	@echo '  vm CMD=...       run a shell command as root in a VM that has mpr.ko loaded'
	@echo '  ynl ARGS=...     the kernel'\''s netlink command line with our spec'
	@echo '  gen              regenerate the uapi header and the kernel'\''s tables from uapi/mpr.yaml'
	@echo '  check-gen        fail when they differ from the spec'
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
		CC="$(CC)" modules

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

demo: deps
	@$(MAKE) --no-print-directory -s modules lib tools
	@bash selftests/vm/run.sh selftests/demo.sh

gen:
	@bash uapi/gen.sh

check-gen:
	@bash uapi/gen.sh --check

ynl:
	@bash uapi/ynl $(ARGS)

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
