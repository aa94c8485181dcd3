/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel that cannot be trusted, below libmpr as it is: the linker puts these functions in the
 * place of socket(), send(), recv() and others (--wrap), and what a socket receives comes from
 * the fuzzer's input.
 *
 * The input is a sequence of frames: kind, flags, length (2 bytes), payload; see seam.c.
 */
#ifndef FUZZ_SEAM_H
#define FUZZ_SEAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What gets frames as well, not an honest answer: who the family is; the service's state. */
#define SEAM_FAMILY 0x80
#define SEAM_SERVICE 0x40
void seam_begin(const uint8_t *data, size_t size, unsigned int hostile);
void seam_end(void);
/* A directory of the process's own: all that may be written to. */
const char *seam_dir(void);
/* Writes a file there, with mode 0600, and returns its path in static storage. */
const char *seam_file(const char *name, const void *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#endif /* FUZZ_SEAM_H */
