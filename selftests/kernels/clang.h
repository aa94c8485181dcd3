/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The configuration of a kernel that gcc has built, for a module that clang builds: what it says of
 * the compiler, as kconfig would have it.
 */
#undef CONFIG_CC_IS_GCC
#define CONFIG_CC_IS_CLANG 1
/* The kernel's per-processor variables lose their segment where clang has address spaces. */
#undef CONFIG_CC_HAS_NAMED_AS
#undef CONFIG_USE_X86_SEG_SUPPORT
