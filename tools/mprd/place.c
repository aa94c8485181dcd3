// SPDX-License-Identifier: GPL-2.0-only
#include "place.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"

static const char *const stages[] = {
	[PLACE_DONE] = "done",
	[PLACE_LINKS] = "links",
	[PLACE_CONNECTION] = "connection",
};

static int make_directories(char *dir)
{
	char *p;

	for (p = strchr(dir + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(dir, 0755) && errno != EEXIST)
			return -1;
		*p = '/';
	}
	return mkdir(dir, 0700) && errno != EEXIST ? -1 : 0;
}

static bool take_number(const char *line, const char *key, uint64_t *number)
{
	size_t len = strlen(key);
	unsigned long long n;
	char *end;

	if (strncmp(line, key, len))
		return false;
	errno = 0;
	n = strtoull(line + len, &end, 10);
	if (errno || *end || !isdigit((unsigned char)line[len]))
		return false;
	*number = n;
	return true;
}

static void read_place(struct place *place)
{
	char line[PATH_MAX + 32], word[16];
	FILE *f = fopen(place->file, "re");
	bool whole = false;
	int i;

	if (!f)
		return;
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (take_number(line, "epoch ", &place->epoch) ||
		    take_number(line, "seq ", &place->seq))
			continue;
		if (!strncmp(line, "plugin ", 7))
			snprintf(place->plugin, sizeof(place->plugin), "%.*s",
				 (int)sizeof(place->plugin) - 1, line + 7);
		if (sscanf(line, "stage %15s", word) == 1)
			for (i = PLACE_DONE; i <= PLACE_CONNECTION; i++)
				if (!strcmp(word, stages[i]))
					place->stage = i;
		if (!strcmp(line, "end"))
			whole = true;
	}
	fclose(f);
	if (!whole) {
		log_err("%s is damaged; the plugins are told again what the journal has",
			place->file);
		place->epoch = 0;
		place->seq = 0;
		place->stage = PLACE_DONE;
		place->plugin[0] = '\0';
	}
}

int place_open(struct mpr *mpr, struct place *place)
{
	char dir[PATH_MAX - 32], lock[PATH_MAX];
	int fd, err;

	memset(place, 0, sizeof(*place));
	if (mpr_state_dir(mpr, dir, sizeof(dir)) || make_directories(dir)) {
		log_err("cannot make the directory for the place in the journal: %s",
			strerror(errno));
		return -1;
	}
	snprintf(place->file, sizeof(place->file), "%s/plugins.place", dir);
	snprintf(lock, sizeof(lock), "%s/plugins.lock", dir);
	fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	do {
		err = fd < 0 ? -1 : flock(fd, LOCK_EX);
	} while (err && fd >= 0 && errno == EINTR);
	if (err) {
		log_err("cannot lock %s: %s", lock, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	read_place(place);
	return fd;
}

/* No fsync(): after a crash of the machine there is another journal. */
int place_save(const struct place *place)
{
	char tmp[PATH_MAX + 8];
	FILE *f;
	int failed;

	snprintf(tmp, sizeof(tmp), "%s.tmp", place->file);
	f = fopen(tmp, "we");
	if (!f) {
		log_err("cannot write %s: %s", tmp, strerror(errno));
		return -1;
	}
	failed = fprintf(f, "epoch %" PRIu64 "\nseq %" PRIu64 "\nstage %s\nplugin %s\nend\n",
			 place->epoch, place->seq, stages[place->stage], place->plugin) < 0;
	failed |= fclose(f) != 0;
	if (failed || rename(tmp, place->file)) {
		log_err("cannot write %s: %s", place->file, strerror(errno));
		return -1;
	}
	return 0;
}
