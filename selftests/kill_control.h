/* SPDX-License-Identifier: GPL-2.0-only */
/* What helper_kill.c and preload_kill.c share: who is to be killed, and when. */
#ifndef KILL_CONTROL_H
#define KILL_CONTROL_H

#define KILL_NAME_MAX 16

struct kill_control {
	int armed;
	char name[KILL_NAME_MAX];	/* of the process, as in /proc/PID/comm */
	unsigned int at;		/* the call to kill it before, from 1; 0: only count */
	unsigned int steps;		/* calls so far */
	int hit;			/* it was killed */
	char call[16];			/* before this call */
};

#endif /* KILL_CONTROL_H */
