// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parts of libmpr that need no module: conversions, dial-out hours, names of files, messages
 * of a kernel that cannot be trusted, buffers of enumerations.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mpr/ras.h>

#include "admin.h"
#include "attr.h"
#include "buffer.h"
#include "credfile.h"
#include "hours.h"
#include "parse.h"
#include "percent.h"
#include "tap.h"
#include "wide.h"

static void test_wide(void)
{
	static const WCHAR text[] = { 'a', 0xe9, 0x20ac, 0x1f600, 0 };
	static const WCHAR surrogate[] = { 'a', 0xd800, 0 };
	static const WCHAR beyond[] = { 0x110000, 0 };
	static const WCHAR negative[] = { -1, 0 };
	WCHAR wide[8];
	char utf8[64];

	ok(mpr_wide_to_utf8(text, 4, utf8) &&
	   !strcmp(utf8, "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"),
	   "characters of 1, 2, 3 and 4 bytes become UTF-8, whatever the locale is");
	ok(mpr_utf8_to_wide(utf8, wide, 7) == 4 && !wcscmp(wide, text), "and come back");
	ok(!mpr_wide_to_utf8(text, 3, utf8), "a string that is too long is refused");
	ok(!mpr_wide_to_utf8(surrogate, 8, utf8), "a surrogate is refused");
	ok(!mpr_wide_to_utf8(beyond, 8, utf8), "a character beyond U+10FFFF is refused");
	ok(!mpr_wide_to_utf8(negative, 8, utf8), "a negative character is refused");
	ok(mpr_utf8_to_wide("a\xff\xc0\x80z", wide, 7) == 5 && wide[1] == 0xfffd &&
	   wide[2] == 0xfffd && wide[4] == 'z', "bytes that are no UTF-8 become U+FFFD");
	ok(mpr_utf8_to_wide("\xe2\x82", wide, 7) == 2, "a sequence that is cut off ends there");
	ok(mpr_utf8_to_wide("abcdefgh", wide, 3) == 3 && !wide[3], "output is cut and terminated");
	ok(mpr_utf8_length("a\xc3\xa9\xff") == 3, "lengths are counted in characters");
}

static int hours_of(const WCHAR *text, struct mpr_hours *hours)
{
	return mpr_hours_parse(text, hours);
}

static void test_hours(void)
{
	static const WCHAR doc[] = L"2 09:00-12:00 13:00-17:30\0004 09:00-12:00 13:00-17:30\0";
	static const struct mpr_hours mixed[] = {
		{ 4, 60, 120 }, { 0, 0, 1440 }, { 4, 0, 30 }, { 4, 60, 90 },
	};
	static const WCHAR *const bad[] = {
		L"7 09:00-12:00\0", L"x 09:00-12:00\0", L"2\0", L"2 \0", L"2  09:00-12:00\0",
		L"2 9:00-12:00\0", L"2 09:00-12:00 \0", L"2 09:60-12:00\0", L"2 25:00-26:00\0",
		L"2 09:00 12:00\0", L"2 12:00-12:00\0", L"2 12:00-09:00\0", L"2 09:00-24:01\0",
		L"2 09:00-12:00,13:00-14:00\0", L"2 09:00-12:0\0", L"-1 09:00-12:00\0",
	};
	struct mpr_hours hours[MPR_HOURS_MAX];
	WCHAR text[64], many[8 + 12 * (MPR_HOURS_MAX + 1)];
	unsigned int i;
	int wrong = 0;

	ok(hours_of(NULL, hours) == 0 && hours_of(L"\0", hours) == 0,
	   "NULL or an empty list is unrestricted");
	ok(hours_of(doc, hours) == 4 && hours[1].day == 2 && hours[1].from == 780 &&
	   hours[1].to == 1050 && hours[2].day == 4, "the example of the document is understood");
	ok(mpr_hours_format(hours, 4, NULL) == sizeof(doc) / sizeof(doc[0]) &&
	   mpr_hours_format(hours, 4, text) == sizeof(doc) / sizeof(doc[0]) &&
	   !memcmp(text, doc, sizeof(doc)), "and written as it was");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		wrong += hours_of(bad[i], hours) != -1;
	ok(!wrong, "a string in any other form is malformed");
	ok(mpr_hours_format(mixed, 4, text) == 53 &&
	   !wmemcmp(text, L"0 00:00-24:00\0004 00:00-00:30 01:00-01:30 01:00-02:00\0", 53),
	   "periods are written in order of day and time");
	wcscpy(many, L"1");
	for (i = 0; i <= MPR_HOURS_MAX; i++)
		wcscpy(many + 1 + 12 * i, L" 00:00-00:01");
	many[1 + 12 * i + 1] = 0;
	ok(hours_of(many, hours) == -1, "more periods than there can be are refused");
}

static void test_percent(void)
{
	char encoded[64], decoded[8];

	ok(mpr_percent_encode("../a b.c%\xc3\xa9", encoded) &&
	   !strcmp(encoded, "%2E.%2Fa%20b.c%25%C3%A9"),
	   "nothing in a name leads out of the directory or hides the file");
	ok(mpr_percent_decode("a%2fb", 5, decoded, 8) && !strcmp(decoded, "a/b"),
	   "escapes are decoded");
	ok(!mpr_percent_decode("a%2", 3, decoded, 8) && !mpr_percent_decode("%zz", 3, decoded, 8),
	   "escapes that are none are refused");
	ok(!mpr_percent_decode("%00", 3, decoded, 8), "so is a NUL");
	ok(mpr_percent_decode("1234567", 7, decoded, 8) &&
	   !mpr_percent_decode("12345678", 8, decoded, 8), "and what does not fit");
}

static void test_credfile(void)
{
	struct mpr_credentials cred = { .user = "al=i\nsa", .password = "p%w" }, got;
	char dir[] = "/tmp/mpr-credfile.XXXXXX", path[128], name[MPR_NAME_MAX + 1];
	struct stat st;
	FILE *file;

	if (!mkdtemp(dir)) {
		ok(0, "a directory for the test");
		return;
	}
	ok(mpr_credfile_read(dir, "wan", &got) == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY,
	   "credentials that were never stored are 623");
	ok(!mpr_credfile_write(dir, "wan", &cred) && !mpr_credfile_read(dir, "wan", &got) &&
	   !memcmp(&cred, &got, sizeof(got)), "any characters survive being stored");
	snprintf(path, sizeof(path), "%s/credentials/wan", dir);
	ok(!stat(path, &st) && (st.st_mode & 0777) == 0600, "the file is its owner's alone");
	snprintf(path, sizeof(path), "%s/credentials", dir);
	ok(!stat(path, &st) && (st.st_mode & 0777) == 0700, "and so is the directory");
	memset(name, '/', MPR_NAME_MAX);
	name[MPR_NAME_MAX] = '\0';
	ok(!mpr_credfile_write(dir, name, &cred) && !mpr_credfile_read(dir, name, &got) &&
	   !memcmp(&cred, &got, sizeof(got)), "the longest name there can be has a file");
	name[MPR_NAME_MAX - 1] = '_';
	ok(mpr_credfile_read(dir, name, &got) == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY,
	   "and one that differs in its last character another");
	name[MPR_NAME_MAX - 1] = '/';
	ok(!mpr_credfile_write(dir, name, NULL) &&
	   mpr_credfile_read(dir, name, &got) == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY,
	   "what was removed is 623 again");
	snprintf(path, sizeof(path), "%s/credentials/wan", dir);
	file = fopen(path, "w");
	if (file) {
		fprintf(file, "user=a\nfoo=b\n");
		fclose(file);
	}
	ok(mpr_credfile_read(dir, "wan", &got) == ERROR_CORRUPT_PHONEBOOK && !*got.user,
	   "a file that is none of ours is 625 and nothing of it is handed out");
	snprintf(path, sizeof(path), "rm -rf %s", dir);
	ok(!system(path), "the directory goes");
}

/* A message of random attributes; nests look like nests often enough. */
static unsigned int random_attrs(unsigned char *buf, unsigned int size, int depth)
{
	unsigned int used = 0, len;
	struct nlattr *attr;

	while (used + 4 <= size && rand() % 12) {
		attr = (struct nlattr *)(buf + used);
		attr->nla_type = rand() % 40;
		len = rand() % 24;
		if (depth && rand() % 2)
			len = random_attrs(buf + used + 4, (size - used - 4) & ~3U, depth - 1);
		if (len > size - used - 4)
			len = size - used - 4;
		/* Now and then a length that is a lie. */
		attr->nla_len = rand() % 50 ? 4 + len : (unsigned int)rand();
		used += 4 + ((len + 3) & ~3U);
	}
	return used;
}

static void parse_all(const struct nlmsghdr *nlh)
{
	struct mpr_arena arena = { 0 };
	struct mpr_connection *conn;
	RAS_CONNECTION_EX ex;
	RAS_CONNECTION_3 c3;

	mpr_arena_init(&arena, nlh);
	mpr_parse_interface(&arena, mpr_attrs_of_msg(nlh));
	mpr_arena_init(&arena, nlh);
	conn = mpr_parse_connection(&arena, mpr_attrs_of_msg(nlh));
	if (conn) {
		mpr_ras_connection(conn, 3, &c3);
		mpr_ras_connection_ex(conn, &ex);
	}
	mpr_arena_init(&arena, nlh);
	mpr_parse_port(&arena, mpr_attrs_of_msg(nlh));
	mpr_arena_init(&arena, nlh);
	mpr_parse_service(&arena, mpr_attrs_of_msg(nlh));
	mpr_arena_init(&arena, nlh);
	mpr_parse_dial(&arena, mpr_attrs_of_msg(nlh));
	mpr_arena_init(&arena, nlh);
	mpr_parse_event(&arena, mpr_attrs_of_msg(nlh));
	free(arena.buf);
}

static void test_hostile(void)
{
	static union {
		struct nlmsghdr nlh;
		unsigned char bytes[2048];
	} msg;
	struct mpr_extack ext;
	struct mpr_msg req;
	unsigned int i, size;
	unsigned char *copy;

	srand(20261120);
	for (i = 0; i < 20000; i++) {
		memset(&msg, 0, sizeof(msg));
		for (size = 0; size < sizeof(msg) / 8; size++)
			msg.bytes[rand() % sizeof(msg)] = rand();
		size = 20 + random_attrs(msg.bytes + 20, rand() % 2000, 3);
		if (i % 3 == 0)
			size -= rand() % 4;
		msg.nlh.nlmsg_len = size;
		/* At the end of an allocation, so that valgrind sees a step too far. */
		copy = malloc(size);
		memcpy(copy, &msg, size);
		parse_all((struct nlmsghdr *)copy);
		mpr_msg_init(&req, MPR_CMD_INTERFACE_NEW);
		mpr_put_str(&req, MPR_A_INTERFACE_NAME, "name");
		((struct nlmsghdr *)copy)->nlmsg_type = NLMSG_ERROR;
		((struct nlmsghdr *)copy)->nlmsg_flags = NLM_F_ACK_TLVS | (rand() & NLM_F_CAPPED);
		if (size >= 16 + sizeof(struct nlmsgerr))
			mpr_extack_parse((struct nlmsghdr *)copy, mpr_msg_header(&req),
					 MPR_CMD_INTERFACE_NEW, &ext);
		mpr_msg_free(&req);
		free(copy);
	}
	ok(1, "20000 random messages of the kernel's are parsed without a crash");
}

static void test_extack(void)
{
	char buf[256] __attribute__((aligned(4))) = "";
	struct nlmsghdr *nlh = (struct nlmsghdr *)buf;
	struct nlmsgerr *err;
	struct mpr_extack ext;
	struct mpr_msg req;
	uint32_t at;
	size_t nest;

	mpr_msg_init(&req, MPR_CMD_INTERFACE_NEW);
	mpr_put_str(&req, MPR_A_INTERFACE_NAME, "wan");
	nest = mpr_nest_begin(&req, MPR_A_INTERFACE_DEVICE);
	at = mpr_msg_header(&req)->nlmsg_len;
	mpr_put_u32(&req, MPR_A_DEVICE_INDEX, 99);
	mpr_nest_end(&req, nest);
	nlh = mnl_nlmsg_put_header(buf);
	nlh->nlmsg_type = NLMSG_ERROR;
	nlh->nlmsg_flags = NLM_F_ACK_TLVS | NLM_F_CAPPED;
	err = mnl_nlmsg_put_extra_header(nlh, sizeof(*err));
	err->error = -34;
	mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "too many\n");
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, at);
	mpr_extack_parse(nlh, mpr_msg_header(&req), req.cmd, &ext);
	ok(!strcmp(ext.message, "too many") && !strcmp(ext.attr, "device.index"),
	   "an error names the attribute by its path, and has the kernel's sentence");
	nlh->nlmsg_len = MNL_NLMSG_HDRLEN + sizeof(*err);
	mnl_attr_put_u32(nlh, 5 /* NLMSGERR_ATTR_MISS_TYPE */, MPR_A_DEVICE_TYPE);
	mnl_attr_put_u32(nlh, 6 /* NLMSGERR_ATTR_MISS_NEST */, nest);
	mpr_extack_parse(nlh, mpr_msg_header(&req), req.cmd, &ext);
	ok(!strcmp(ext.attr, "device.type"), "an attribute that is missing is named too");
	mpr_msg_free(&req);

	mpr_msg_init(&req, MPR_CMD_INTERFACE_NEW);
	for (at = 0; at < 5000; at++)
		mpr_put_str(&req, MPR_A_INTERFACE_NAME, "a name of a certain length");
	ok(!req.error && mpr_msg_header(&req)->nlmsg_len == 20 + 5000 * 32,
	   "a request grows with what is put into it");
	mpr_put(&req, 1, buf, 70000);
	ok(req.error == ERROR_INVALID_PARAMETER, "but an attribute has at most 65531 bytes");
	mpr_msg_free(&req);
}

struct page {
	DWORD n, total, resume, code;
};

/* What an enumeration of @count objects from @left on returns. */
static struct page run_page(DWORD pref, DWORD left, DWORD first_id, DWORD count)
{
	struct mpr_enum list;
	struct page page = { .resume = 77 };
	BYTE *buf = NULL;
	DWORD i, *entry;

	mpr_enum_init(&list, sizeof(DWORD), pref);
	list.left = left;
	for (i = 0; i < count; i++) {
		entry = mpr_enum_next(&list, first_id + i);
		if (!entry)
			break;
		*entry = first_id + i;
	}
	page.code = mpr_enum_finish(&list, 0, &buf, &page.n, &page.total, &page.resume);
	for (i = 0; i < page.n; i++) {
		if (((DWORD *)buf)[i] != first_id + i)
			page.code = 1;
	}
	MprAdminBufferFree(buf);
	return page;
}

static void test_enum(void)
{
	struct page p;

	p = run_page(-1, 5, 1, 5);
	ok(p.code == 0 && p.n == 5 && p.total == 5 && p.resume == 0,
	   "-1 returns everything, and the totals agree");
	p = run_page(-1, 2, 1, 100);
	ok(p.code == 0 && p.n == 100 && p.total == 100, "even what came while it was listed");
	p = run_page(11, 5, 1, 5);
	ok(p.code == ERROR_MORE_DATA && p.n == 2 && p.total == 5 && p.resume == 2,
	   "as many whole entries as fit are returned, the rest can be resumed");
	p = run_page(0, 5, 1, 5);
	ok(p.code == ERROR_MORE_DATA && p.n == 1, "and at least one");
	p = run_page(20, 5, 1, 5);
	ok(p.code == 0 && p.n == 5 && p.resume == 0, "a size that fits exactly is complete");
	p = run_page(-1, 0, 1, 0);
	ok(p.code == 0 && p.n == 0 && p.total == 0 && p.resume == 0, "nothing is a success");
}

static void test_state_dir(void)
{
	char dir[64];
	struct mpr *h;

	unsetenv("MPR_STATE_DIR");
	ok(mpr_open("elsewhere", &h) == ERROR_BAD_NETPATH && !h, "only namespaces are servers");
	ok(mpr_open("netns:", &h) == ERROR_BAD_NETPATH, "a namespace has a name");
	ok(mpr_open("netns:../../proc/self/ns/net", &h) == ERROR_BAD_NETPATH,
	   "that is no path");
	ok(mpr_open("netns:mpr-is-not-there", &h) == ERROR_FILE_NOT_FOUND,
	   "a namespace that does not exist is 2");
	ok(!mpr_open(NULL, &h) && mpr_state_dir(h, dir, sizeof(dir)) == 0 &&
	   !strncmp(dir, "/var/lib/mpr", 12), "state is kept in /var/lib/mpr");
	ok(mpr_state_dir(h, dir, 5) == ERROR_INSUFFICIENT_BUFFER, "122 when the buffer is small");
	setenv("MPR_STATE_DIR", "/tmp/x", 1);
	ok(!mpr_state_dir(h, dir, sizeof(dir)) && !strncmp(dir, "/tmp/x", 6),
	   "or where MPR_STATE_DIR says");
	mpr_close(h);
}

static void test_no_module(void)
{
	struct mpr_service *service;
	MPR_SERVER_HANDLE server;
	BOOL initialised = 7;
	struct mpr *h;

	if (mpr_open(NULL, &h) || mpr_service_get(h, &service) == 0) {
		printf("# the module is loaded here: nothing to see\n");
		return;
	}
	ok(mpr_service_get(h, &service) == RPC_S_UNKNOWN_IF, "without the module, 1717");
	mpr_close(h);
	ok(!MprAdminIsServiceRunning(NULL), "the service does not run");
	ok(MprAdminIsServiceInitialized(NULL, &initialised) == ERROR_SERVICE_NOT_ACTIVE &&
	   initialised == 7, "its initialisation is 1062");
	ok(MprAdminIsServiceInitialized(NULL, NULL) == ERROR_INVALID_PARAMETER, "or 87");
	ok(MprAdminServerConnect(NULL, &server) == RPC_S_UNKNOWN_IF, "connecting to it is 1717");
	ok(MprAdminServerConnect(NULL, NULL) == RPC_S_INVALID_BINDING, "or 1702");
	ok(MprAdminInterfaceDelete(NULL, NULL) == RPC_S_INVALID_BINDING, "no server handle: 1702");
}

int main(void)
{
	test_wide();
	test_hours();
	test_percent();
	test_credfile();
	test_extack();
	test_hostile();
	test_enum();
	test_state_dir();
	test_no_module();
	return tap_done();
}
