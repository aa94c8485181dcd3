// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parts of libmpr that need no module: conversions, dial-out hours, names of files, messages
 * of a kernel that cannot be trusted, buffers of enumerations.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
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
	ok(mpr_utf8_to_wide("\xe0\x80\x80\xed\xa0\x80", wide, 7) == 6 && wide[0] == 0xfffd &&
	   wide[3] == 0xfffd, "characters that are written too long, and surrogates, are no UTF-8");
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
		wcscpy(many + 1 + 12UL * i, L" 00:00-00:01");
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

/* Where no file can be, or something else is. */
static void test_credfile_errors(void)
{
	struct mpr_credentials cred = { .user = "alice" }, got;
	char dir[] = "/tmp/mpr-credfile.XXXXXX", path[PATH_MAX], name[MPR_NAME_MAX + 2];
	unsigned int code = 0;

	if (!mkdtemp(dir)) {
		ok(0, "a directory for the test");
		return;
	}
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	ok(mpr_credfile_write(dir, name, &cred) == ERROR_INVALID_PARAMETER &&
	   mpr_credfile_read(dir, name, &got) == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY,
	   "a name that no interface can have is 87 to write and 623 to read");
	memset(path, 'p', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	ok(mpr_credfile_write(path, "wan", &cred) == ERROR_INVALID_PARAMETER &&
	   mpr_credfile_lock(path, &code) == -1 && code == RPC_S_CALL_FAILED,
	   "so is a directory whose path is too long");
	snprintf(path, sizeof(path), "%s/credentials/wan", dir);
	ok(mpr_credfile_lock(dir, &code) >= 0 && !mkdir(path, 0700) &&
	   mpr_credfile_read(dir, "wan", &got) == RPC_S_CALL_FAILED &&
	   strstr(mpr_last_error()->message, path),
	   "a directory in the place of the file is 1726, with its path");
	ok(mpr_credfile_write(dir, "wan", &cred) == RPC_S_CALL_FAILED &&
	   mpr_credfile_write(dir, "wan", NULL) == RPC_S_CALL_FAILED,
	   "also to write and to remove");
	/* Two long names have directories in common. */
	name[MPR_NAME_MAX] = '\0';
	code = mpr_credfile_write(dir, name, &cred);
	name[MPR_NAME_MAX - 1] = 'm';
	code |= mpr_credfile_write(dir, name, &cred) | mpr_credfile_write(dir, name, NULL);
	name[MPR_NAME_MAX - 1] = 'n';
	ok(!code && !mpr_credfile_read(dir, name, &got) && !strcmp(got.user, "alice"),
	   "a long name that is removed leaves its neighbour alone");
	snprintf(path, sizeof(path), "%s/credentials/wan", dir);
	code = mpr_credfile_write(dir, name, NULL) || rmdir(path);
	*strrchr(path, '/') = '\0';
	ok(!code && !rmdir(path), "and when it goes too, nothing is left of either");
	snprintf(path, sizeof(path), "rm -rf %s/credentials; touch %s/credentials", dir, dir);
	ok(!system(path) && mpr_credfile_write(dir, "wan", &cred) == RPC_S_CALL_FAILED &&
	   mpr_credfile_lock(dir, &code) == -1 && code == RPC_S_CALL_FAILED &&
	   mpr_credfile_read(dir, "wan", &got) == ERROR_CANNOT_FIND_PHONEBOOK_ENTRY,
	   "a file in the place of the directory is 1726, and 623 to read");
	snprintf(path, sizeof(path), "rm -rf %s", dir);
	ok(!system(path), "the directory goes");
}

/* The table of libmpr/man/mpr.3.scd and of mprapi.md. */
static void test_errors(void)
{
	static const struct {
		int sys;
		unsigned int code;
	} own[] = {
		{ EPERM, ERROR_ACCESS_DENIED }, { EACCES, ERROR_ACCESS_DENIED },
		{ ENOMEM, ERROR_NOT_ENOUGH_MEMORY }, { ENOBUFS, ERROR_NOT_ENOUGH_MEMORY },
		{ EMFILE, ERROR_TOO_MANY_OPEN_FILES }, { ENFILE, ERROR_TOO_MANY_OPEN_FILES },
		{ ENOENT, ERROR_FILE_NOT_FOUND }, { EAFNOSUPPORT, RPC_S_UNKNOWN_IF },
		{ EPROTONOSUPPORT, RPC_S_UNKNOWN_IF }, { EIO, RPC_S_CALL_FAILED },
	};
	unsigned int i, wrong = 0;

	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		wrong += mpr_fail_sys(own[i].sys, "open") != own[i].code ||
			 mpr_last_error()->sys != own[i].sys ||
			 strncmp(mpr_last_error()->message, "open: ", 6);
	ok(!wrong, "a system call that fails has a code, and the sentence says which and why");
	ok(mpr_errno_code(MPR_CMD_INTERFACE_CONNECT, 0, EOPNOTSUPP) == ERROR_INVALID_HANDLE &&
	   mpr_errno_code(MPR_CMD_INTERFACE_SET, 0, EOPNOTSUPP) == ERROR_INVALID_PARAMETER &&
	   mpr_errno_code(MPR_CMD_INTERFACE_GET, 905, ENOENT) == 905,
	   "some codes depend on what was asked");
}

static void test_levels(void)
{
	struct mpr_connection conn = { .interface_name = "", .ifname = "", .user = "",
				       .domain = "", .remote_computer = "" };
	struct mpr_address addr = { .family = AF_INET6, .has_remote = true,
				    .local = { 0xfe, 0x80, [8] = 1, [15] = 2 },
				    .remote = { 0xfe, 0x80, [8] = 3, [15] = 4 } };
	static const BYTE here[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	static const BYTE there[] = { 9, 8, 7, 6, 5, 4, 3, 2 };
	const PPP_PROJECTION_INFO *projection;
	RAS_CONNECTION_EX ex;
	RAS_CONNECTION_3 c3;

	ok(!mpr_ras_connection(&conn, 4, &c3) && !mpr_ras_port(NULL, 2, NULL),
	   "levels that there are not have no size");
	conn.addresses = &addr;
	conn.n_addresses = 1;
	mpr_ras_connection(&conn, 3, &c3);
	ok(c3.PppInfo3.ipv6.bInterfaceIdentifier[7] == 2 &&
	   c3.PppInfo3.ipv6.bRemoteInterfaceIdentifier[7] == 4,
	   "without PPP, the interface identifiers are those of the addresses");
	conn.has_ppp = true;
	conn.ppp.ipv6_local_id = 0x0102030405060708;
	conn.ppp.ipv6_remote_id = 0x0908070605040302;
	mpr_ras_connection(&conn, 3, &c3);
	ok(!c3.PppInfo3.ipv6.dwError && !memcmp(c3.PppInfo3.ipv6.bInterfaceIdentifier, here, 8) &&
	   !memcmp(c3.PppInfo3.ipv6.bRemoteInterfaceIdentifier, there, 8),
	   "with PPP, those that were agreed on, in network order");
	mpr_ras_connection_ex(&conn, &ex);
	projection = &ex.ProjectionInfo.PppProjectionInfo;
	ok(!projection->dwIPv6NegotiationError &&
	   !memcmp(projection->bInterfaceIdentifier, here, 8) &&
	   !memcmp(projection->bRemoteInterfaceIdentifier, there, 8),
	   "and the projection of RAS_CONNECTION_EX has the same");
}

/* A message of random attributes; nests look like nests often enough. */
static unsigned int random_attrs(unsigned char *buf, unsigned int size, int depth)
{
	unsigned int used = 0, len;
	struct nlattr *attr;

	while (used + 4 <= size && random() % 12) {
		attr = (struct nlattr *)(buf + used);
		attr->nla_type = random() % 40;
		len = random() % 24;
		if (depth && random() % 2)
			len = random_attrs(buf + used + 4, (size - used - 4) & ~3U, depth - 1);
		if (len > size - used - 4)
			len = size - used - 4;
		/* Now and then a length that is a lie. */
		attr->nla_len = random() % 50 ? 4 + len : (unsigned int)random();
		used += 4 + ((len + 3) & ~3U);
	}
	return used;
}

static void parse_all(const struct nlmsghdr *nlh, bool borrow)
{
	struct mpr_arena arena = { .borrow = borrow };
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

	srandom(20261120);
	for (i = 0; i < 20000; i++) {
		memset(&msg, 0, sizeof(msg));
		for (size = 0; size < sizeof(msg) / 8; size++)
			msg.bytes[random() % sizeof(msg)] = random();
		size = 20 + random_attrs(msg.bytes + 20, random() % 2000, 3);
		if (i % 3 == 0)
			size -= random() % 4;
		msg.nlh.nlmsg_len = size;
		/* At the end of an allocation, so that valgrind sees a step too far. */
		copy = malloc(size);
		memcpy(copy, &msg, size);
		parse_all((struct nlmsghdr *)copy, i & 1);
		mpr_msg_init(&req, MPR_CMD_INTERFACE_NEW);
		mpr_put_str(&req, MPR_A_INTERFACE_NAME, "name");
		((struct nlmsghdr *)copy)->nlmsg_type = NLMSG_ERROR;
		((struct nlmsghdr *)copy)->nlmsg_flags = NLM_F_ACK_TLVS | (random() & NLM_F_CAPPED);
		if (size >= 16 + sizeof(struct nlmsgerr))
			mpr_extack_parse((struct nlmsghdr *)copy, mpr_msg_header(&req),
					 MPR_CMD_INTERFACE_NEW, &ext);
		mpr_msg_free(&req);
		free(copy);
	}
	ok(1, "20000 random messages of the kernel's are parsed without a crash");
}

static void test_members(void)
{
	char buf[512] __attribute__((aligned(4))) = "";
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct mpr_arena arena = { .borrow = true };
	struct mpr_connection *conn;
	uint8_t guid[16] = { 1, 2, 3 };

	mnl_nlmsg_put_extra_header(nlh, sizeof(struct genlmsghdr));
	mnl_attr_put_u32(nlh, MPR_A_CONNECTION_ID, 7);
	mnl_attr_put_u64(nlh, MPR_A_CONNECTION_DURATION, 1ULL << 40);
	mnl_attr_put(nlh, MPR_A_CONNECTION_GUID, sizeof(guid), guid);
	mnl_attr_put_u64(nlh, MPR_A_CONNECTION_FLAGS, 3);
	mnl_attr_put_u32(nlh, MPR_A_CONNECTION_START_TIME, 3);
	mnl_attr_put_strz(nlh, MPR_A_CONNECTION_INTERFACE_NAME, "branch");
	mnl_attr_put(nlh, MPR_A_CONNECTION_IFNAME, 4, "ppp0");
	mnl_attr_put(nlh, MPR_A_CONNECTION_USER, 0, "");
	mnl_attr_put_u32(nlh, MPR_A_CONNECTION_PORTS, 0xffffffff);
	mpr_arena_init(&arena, nlh);
	conn = mpr_parse_connection(&arena, mpr_attrs_of_msg(nlh));
	ok(conn && conn->id == 7 && conn->duration == 1ULL << 40 && conn->ports == 0xffffffff &&
	   !memcmp(conn->guid, guid, sizeof(guid)), "attributes become the members of their names");
	ok(conn && !conn->flags && !conn->start_time, "one of another size reads as zero");
	ok(conn && !strcmp(conn->ifname, "ppp0") && !strcmp(conn->user, ""),
	   "a string that has no end gets one");
	ok(conn && !strcmp(conn->interface_name, "branch") && conn->interface_name > buf &&
	   conn->interface_name < buf + sizeof(buf), "a list leaves the others in the message");
	arena.borrow = false;
	mpr_arena_init(&arena, nlh);
	conn = mpr_parse_connection(&arena, mpr_attrs_of_msg(nlh));
	memset(buf, 'x', sizeof(buf));
	ok(conn && !strcmp(conn->interface_name, "branch"), "what is kept has its own");
	free(arena.buf);
}

static void test_dial_members(void)
{
	char buf[256] __attribute__((aligned(4))) = "";
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct mpr_dial_request *req;
	struct mpr_arena arena = { 0 };

	mnl_nlmsg_put_extra_header(nlh, sizeof(struct genlmsghdr));
	mnl_attr_put_u32(nlh, MPR_A_DIAL_ID, 1);
	mnl_attr_put_u32(nlh, MPR_A_DIAL_REQUEST, MPR_DIAL_TYPE_HANGUP);
	mnl_attr_put_u32(nlh, MPR_A_DIAL_CONNECTION_ID, 3);
	mnl_attr_put_u32(nlh, MPR_A_DIAL_TIMEOUT, 4);
	mnl_attr_put_u32(nlh, MPR_A_DIAL_TRY, 5);
	mpr_arena_init(&arena, nlh);
	req = mpr_parse_dial(&arena, mpr_attrs_of_msg(nlh));
	ok(req && req->id == 1 && req->request == MPR_DIAL_TYPE_HANGUP &&
	   req->connection_id == 3 && req->timeout == 4 && req->attempt_try == 5,
	   "those of a request to dial too");
	free(arena.buf);
}

static void test_extack(void)
{
	char buf[256] __attribute__((aligned(4))) = "";
	struct nlmsghdr *nlh;
	struct nlmsgerr *err;
	static char large[30000];
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
	mpr_extack_parse(nlh, mpr_msg_header(&req), 200, &ext);
	ok(!*ext.attr, "those of an operation that is not known have no names");
	nlh->nlmsg_len = MNL_NLMSG_HDRLEN + sizeof(*err);
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, mpr_msg_header(&req)->nlmsg_len - 1);
	mpr_extack_parse(nlh, mpr_msg_header(&req), req.cmd, &ext);
	ok(!strcmp(ext.attr, "device.index"),
	   "an offset inside of a value is that of its attribute");
	mpr_msg_free(&req);

	mpr_msg_init(&req, MPR_CMD_INTERFACE_NEW);
	for (at = 0; at < 5000; at++)
		mpr_put_str(&req, MPR_A_INTERFACE_NAME, "a name of a certain length");
	ok(!req.error && mpr_msg_header(&req)->nlmsg_len == 20 + 5000 * 32,
	   "a request grows with what is put into it");
	mpr_put(&req, 1, buf, 70000);
	ok(req.error == ERROR_INVALID_PARAMETER, "but an attribute has at most 65531 bytes");
	mpr_msg_free(&req);
	mpr_msg_init(&req, MPR_CMD_INTERFACE_NEW);
	nest = mpr_nest_begin(&req, MPR_A_INTERFACE_DEVICE);
	for (at = 0; at < 3; at++)
		mpr_put(&req, MPR_A_DEVICE_ALTERNATE, memset(large, 'x', sizeof(large)),
			sizeof(large));
	mpr_nest_end(&req, nest);
	ok(req.error == ERROR_INVALID_PARAMETER, "and so has a nest");
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

/* In a process of its own, with file systems of its own: a bit for each thing that is wrong. */
static int name_namespace(void)
{
	static const char *const file = "/run/netns/mpr-red";
	char dir[64];
	struct mpr *h;
	int wrong = 0;

	if (unshare(CLONE_NEWNS | CLONE_NEWNET) ||
	    mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) ||
	    (mkdir("/run/netns", 0755) && errno != EEXIST) ||
	    mount("none", "/run/netns", "tmpfs", 0, NULL))
		return 128;
	unsetenv("MPR_STATE_DIR");
	if (mpr_open(NULL, &h) || mpr_state_dir(h, dir, sizeof(dir)) || strcmp(dir, "/var/lib/mpr"))
		wrong |= 1;
	close(open(file, O_CREAT | O_WRONLY, 0644));
	if (mount("/proc/thread-self/ns/net", file, "none", MS_BIND, NULL) ||
	    mpr_state_dir(h, dir, sizeof(dir)) || strcmp(dir, "/var/lib/mpr/netns/mpr-red"))
		wrong |= 2;
	mpr_close(h);
	if (mpr_open("netns:mpr-red", &h) || mpr_state_dir(h, dir, sizeof(dir)) ||
	    strcmp(dir, "/var/lib/mpr/netns/mpr-red"))
		wrong |= 4;
	mpr_close(h);
	if (mount("none", "/proc", "tmpfs", 0, NULL) || mpr_open(NULL, &h))
		return wrong | 8;
	mpr_close(h);
	return wrong;
}

static void test_namespace(void)
{
	int status;

	fflush(stdout);
	if (!fork())
		_exit(name_namespace());
	wait(&status);
	if (WEXITSTATUS(status) == 128) {
		printf("# no other namespace can be made here\n");
		return;
	}
	ok(!(WEXITSTATUS(status) & 1),
	   "a namespace without a name has the state of all that have none");
	ok(!(WEXITSTATUS(status) & 2), "the name that ip-netns(8) gives it is found");
	ok(!(WEXITSTATUS(status) & 4), "and is that by which it is opened");
	ok(!(WEXITSTATUS(status) & 8), "without /proc, the own namespace can still be opened");
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
	test_credfile_errors();
	test_errors();
	test_levels();
	test_extack();
	test_hostile();
	test_members();
	test_dial_members();
	test_enum();
	test_state_dir();
	test_namespace();
	test_no_module();
	return tap_done();
}
