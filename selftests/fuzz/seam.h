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

struct nlmsghdr;

/* Kinds of frames (low three bits of the first byte); 0 to 2: a reply. */
#define SEAM_KIND_REPLY_LAST 2
#define SEAM_KIND_ERROR 3
#define SEAM_KIND_DONE 4
#define SEAM_KIND_EVENT 5
#define SEAM_KIND_RAW 6
#define SEAM_KIND_ERRNO 7

#define SEAM_FLAG_INTR 0x01
#define SEAM_FLAG_TLVS 0x02
#define SEAM_FLAG_CAPPED 0x04
#define SEAM_FLAG_MORE 0x08	/* the next frame is in the same datagram */
#define SEAM_FLAG_UNASKED 0x10	/* a reply that is there before it is waited for */
#define SEAM_FLAG_LENGTH 0x20	/* nlmsg_len lies */
#define SEAM_FLAG_SENDER 0x40	/* from another process */
#define SEAM_FLAG_FOREIGN 0x80	/* other sequence number, other family */

/* What gets frames as well, not an honest answer: who the family is; the service's state. */
#define SEAM_FAMILY 0x80
#define SEAM_SERVICE 0x40
void seam_begin(const uint8_t *data, size_t size, unsigned int hostile);
void seam_end(void);
/* If set, it is asked before each of the calls; true: that fails, with errno as @error or EINTR. */
extern bool (*seam_refuses)(int error, bool interruptible);
/* If set, it is shown each request. */
extern void (*seam_sees)(const struct nlmsghdr *nlh);
/* A directory of the process's own: all that may be written to. */
const char *seam_dir(void);
/* Writes a file there, with mode 0600, and returns its path in static storage. */
const char *seam_file(const char *name, const void *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#endif /* FUZZ_SEAM_H */
