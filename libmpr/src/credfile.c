// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The files that credentials are kept in: <state>/credentials/<name>, mode 0600, lines of the form
 * "user=VALUE", "domain=VALUE" and "password=VALUE"; names and values percent-encoded.
 *
 * An encoded name can be longer than a file name may be: it is cut into directories, each but the
 * last ending in "%", which no encoding does.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "credfile.h"
#include "percent.h"

#define SUBDIR "/credentials"
#define PART 240
#define CONTENT_MAX (3 * sizeof(struct mpr_credentials) + 64)

/* The path of an interface's file; room for PATH_MAX bytes. */
static bool file_path(const char *dir, const char *interface, char *path)
{
	char name[3 * MPR_NAME_MAX + 1];
	size_t len, used, part;
	const char *from = name;

	if (strlen(interface) > MPR_NAME_MAX)
		return false;
	len = mpr_percent_encode(interface, name);
	used = snprintf(path, PATH_MAX, "%s" SUBDIR "/", dir);
	/* Each part needs two characters more. */
	if (used + len + 2 * (len / PART) + sizeof(".tmp.0123456789abcdef") > PATH_MAX)
		return false;
	while (len > PART) {
		/* Not in the middle of an escape. */
		for (part = PART; from[part - 1] == '%' || from[part - 2] == '%'; part--)
			;
		memcpy(path + used, from, part);
		used += part;
		path[used++] = '%';
		path[used++] = '/';
		from += part;
		len -= part;
	}
	memcpy(path + used, from, len + 1);
	return true;
}

static unsigned int fail(const char *path, int err)
{
	char what[PATH_MAX + 16];

	snprintf(what, sizeof(what), "credentials: %s", path);
	return mpr_fail_sys(err, what);
}

/* Makes the directories on the way to @path. */
static int make_dirs(const char *path)
{
	char part[PATH_MAX];
	char *slash;

	snprintf(part, sizeof(part), "%s", path);
	for (slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(part, strstr(part, SUBDIR) ? 0700 : 0755) && errno != EEXIST)
			return errno;
		*slash = '/';
	}
	return 0;
}

int mpr_credfile_lock(const char *dir, unsigned int *code)
{
	char path[PATH_MAX];
	int err, fd;

	if (snprintf(path, sizeof(path), "%s" SUBDIR "/", dir) >= (int)sizeof(path)) {
		*code = fail(dir, ENAMETOOLONG);
		return -1;
	}
	err = make_dirs(path);
	if (err) {
		*code = fail(path, err);
		return -1;
	}
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	do {
		err = fd < 0 ? -1 : flock(fd, LOCK_EX);
	} while (err && fd >= 0 && errno == EINTR);
	if (err) {
		*code = fail(path, errno);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static bool parse_line(const char *line, size_t len, struct mpr_credentials *cred)
{
	const struct {
		const char *key;
		char *to;
		size_t size;
	} keys[] = {
		{ "user=", cred->user, sizeof(cred->user) },
		{ "domain=", cred->domain, sizeof(cred->domain) },
		{ "password=", cred->password, sizeof(cred->password) },
	};
	unsigned int i;
	size_t n;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		n = strlen(keys[i].key);
		if (len >= n && !strncmp(line, keys[i].key, n))
			return mpr_percent_decode(line + n, len - n, keys[i].to, keys[i].size);
	}
	return !len;
}

static bool parse(const char *text, struct mpr_credentials *cred)
{
	const char *end;

	for (; *text; text = *end ? end + 1 : end) {
		end = strchrnul(text, '\n');
		if (!parse_line(text, end - text, cred))
			return false;
	}
	return true;
}

unsigned int mpr_credfile_read(const char *dir, const char *interface,
			       struct mpr_credentials *cred)
{
	char path[PATH_MAX], text[CONTENT_MAX + 1];
	unsigned int code = 0;
	size_t len = 0;
	ssize_t got;
	int fd;

	memset(cred, 0, sizeof(*cred));
	if (!*interface || !file_path(dir, interface, path))
		return mpr_fail(ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, 0, NULL, NULL);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return mpr_fail(ERROR_CANNOT_FIND_PHONEBOOK_ENTRY, errno,
				"no credentials are stored", NULL);
	if (fd < 0)
		return fail(path, errno);
	got = read(fd, text, CONTENT_MAX);
	if (got < 0)
		code = fail(path, errno);
	else
		len = got;
	close(fd);
	if (!code) {
		text[len] = '\0';
		if (strlen(text) != len || !parse(text, cred)) {
			mpr_credentials_wipe(cred);
			code = mpr_fail(ERROR_CORRUPT_PHONEBOOK, 0, path, NULL);
		}
	}
	explicit_bzero(text, sizeof(text));
	return code;
}

static int write_all(int fd, const char *text, size_t len)
{
	ssize_t done;

	for (; len; text += done, len -= done) {
		done = write(fd, text, len);
		if (done < 0)
			return errno;
	}
	return fsync(fd) ? errno : 0;
}

static size_t format(const struct mpr_credentials *cred, char *text)
{
	size_t len = 0;

	len += sprintf(text + len, "user=");
	len += mpr_percent_encode(cred->user, text + len);
	len += sprintf(text + len, "\ndomain=");
	len += mpr_percent_encode(cred->domain, text + len);
	len += sprintf(text + len, "\npassword=");
	len += mpr_percent_encode(cred->password, text + len);
	len += sprintf(text + len, "\n");
	return len;
}

static void sync_dir(const char *path)
{
	char dir[PATH_MAX];
	int fd;

	snprintf(dir, sizeof(dir), "%s", path);
	*strrchr(dir, '/') = '\0';
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* Removes the file and the directories that only its long name needed. */
static unsigned int remove_file(char *path)
{
	char *slash;

	if (unlink(path) && errno != ENOENT && errno != ENOTDIR)
		return fail(path, errno);
	sync_dir(path);
	for (slash = strrchr(path, '/'); slash && slash[-1] == '%'; slash = strrchr(path, '/')) {
		*slash = '\0';
		if (rmdir(path))
			break;
	}
	return 0;
}

unsigned int mpr_credfile_write(const char *dir, const char *interface,
				const struct mpr_credentials *cred)
{
	char path[PATH_MAX], tmp[PATH_MAX], text[CONTENT_MAX];
	uint64_t unique = 0;
	char *base;
	int fd, err;

	if (!*interface || !file_path(dir, interface, path))
		return mpr_fail(ERROR_INVALID_PARAMETER, 0, "the name is too long", NULL);
	if (!cred)
		return remove_file(path);
	err = make_dirs(path);
	if (err)
		return fail(path, err);
	if (getrandom(&unique, sizeof(unique), 0) < 0)
		unique = getpid();
	memcpy(tmp, path, strlen(path) + 1);
	base = strrchr(tmp, '/') + 1;
	snprintf(base, tmp + sizeof(tmp) - base, ".tmp.%016llx", (unsigned long long)unique);
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return fail(tmp, errno);
	err = write_all(fd, text, format(cred, text));
	explicit_bzero(text, sizeof(text));
	close(fd);
	if (!err && rename(tmp, path))
		err = errno;
	if (err) {
		unlink(tmp);
		return fail(path, err);
	}
	sync_dir(path);
	return 0;
}
