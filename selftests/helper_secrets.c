// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looks for words where they must not be. The words are read from standard input, a line each, so
 * that no command line has them; they are looked for as they are and as wide characters. The answer
 * is one line: how often each word was found.
 *
 *   proc           command lines and environments of all processes, again and again until SIGTERM
 *   netlink DEV    what a nlmon device carries, until SIGTERM
 *   syslog PATH    what is sent to a log socket made there, until SIGTERM
 *   files FILE...  in files
 *   client NAME    none of that: stores the first word as the password of an interface, reads it
 *                  back, forgets it and crashes; "careless": without forgetting
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <wchar.h>

#include <mprapi.h>

#define WORDS 8
#define WORD_MAX 128

static char words[WORDS][WORD_MAX];
static WCHAR wide[WORDS][WORD_MAX];
static unsigned int n_words, found[WORDS];
static char buf[1024 * 1024];
static sig_atomic_t ended;

static void on_term(int sig)
{
	(void)sig;
	__atomic_store_n(&ended, 1, __ATOMIC_RELAXED);
}

static void look(const char *data, size_t len)
{
	unsigned int i;

	for (i = 0; i < n_words; i++)
		found[i] += memmem(data, len, words[i], strlen(words[i])) ||
			    memmem(data, len, wide[i], wcslen(wide[i]) * sizeof(WCHAR));
}

static void look_in(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return;
	n = read(fd, buf, sizeof(buf));
	if (n > 0)
		look(buf, n);
	close(fd);
}

static void look_in_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *data;

	if (fd < 0 || fstat(fd, &st) || !st.st_size)
		return;
	data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED) {
		perror(path);
		exit(1);
	}
	look(data, st.st_size);
	munmap(data, st.st_size);
	close(fd);
}

static void look_in_proc(void)
{
	struct dirent *entry;
	char path[64];
	DIR *dir;

	while (!__atomic_load_n(&ended, __ATOMIC_RELAXED)) {
		dir = opendir("/proc");
		if (!dir)
			abort();
		while ((entry = readdir(dir))) {
			if (!isdigit((unsigned char)*entry->d_name))
				continue;
			snprintf(path, sizeof(path), "/proc/%.16s/cmdline", entry->d_name);
			look_in(path);
			snprintf(path, sizeof(path), "/proc/%.16s/environ", entry->d_name);
			look_in(path);
		}
		closedir(dir);
	}
}

static void look_in_messages(int fd)
{
	struct timeval wake = { .tv_usec = 200000 };
	ssize_t n;

	/* The signal may come just before the wait. */
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wake, sizeof(wake));
	while (!__atomic_load_n(&ended, __ATOMIC_RELAXED)) {
		n = recv(fd, buf, sizeof(buf), 0);
		if (n > 0)
			look(buf, n);
	}
}

static int netlink_tap(const char *dev)
{
	struct sockaddr_ll addr = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL),
				    .sll_ifindex = if_nametoindex(dev) };
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));
	int size = 8 * sizeof(buf);

	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	return bind(fd, (struct sockaddr *)&addr, sizeof(addr)) ? -1 : fd;
}

static int log_socket(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	unlink(path);
	return bind(fd, (struct sockaddr *)&addr, sizeof(addr)) ? -1 : fd;
}

/* Nothing but read(): a stream would keep a copy. */
static bool read_words(void)
{
	unsigned int len = 0, i;
	char c;

	while (n_words < WORDS && read(STDIN_FILENO, &c, 1) == 1) {
		if (c != '\n' && len < WORD_MAX - 1) {
			words[n_words][len++] = c;
			continue;
		}
		for (i = 0; i < len; i++)
			wide[n_words][i] = (unsigned char)words[n_words][i];
		n_words += len > 0;
		len = 0;
	}
	return n_words;
}

static int be_client(const char *name, bool careless)
{
	static WCHAR interface[256], read_back[PWLEN + 1];
	bool same;

	swprintf(interface, 256, L"%s", name);
	if (MprAdminInterfaceSetCredentials(NULL, interface, NULL, NULL, wide[0]) ||
	    MprAdminInterfaceGetCredentials(NULL, interface, NULL, read_back, NULL))
		return 1;
	same = !wcscmp(read_back, wide[0]);
	if (!careless) {
		explicit_bzero(words, sizeof(words));
		explicit_bzero(wide, sizeof(wide));
		explicit_bzero(read_back, sizeof(read_back));
	}
	return same ? raise(SIGSEGV) : 1;
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = on_term };
	int fd = -1, i;

	sigaction(SIGTERM, &sa, NULL);
	if (argc < 2 || !read_words())
		return 2;
	if (argc > 2 && !strcmp(argv[1], "client"))
		return be_client(argv[2], argc > 3);
	if (argc > 2 && !strcmp(argv[1], "netlink"))
		fd = netlink_tap(argv[2]);
	else if (argc > 2 && !strcmp(argv[1], "syslog"))
		fd = log_socket(argv[2]);
	if (fd >= 0) {
		fprintf(stderr, "ready\n");
		look_in_messages(fd);
	} else if (!strcmp(argv[1], "proc")) {
		fprintf(stderr, "ready\n");
		look_in_proc();
	} else if (!strcmp(argv[1], "files")) {
		for (i = 2; i < argc; i++)
			look_in_file(argv[i]);
	} else {
		perror(argv[1]);
		return 2;
	}
	for (i = 0; i < (int)n_words; i++)
		printf("%s%u", i ? " " : "", found[i]);
	printf("\n");
	return 0;
}
