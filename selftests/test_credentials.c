// SPDX-License-Identifier: GPL-2.0-only
/*
 * Credentials of interfaces: where they are kept and who may see them.
 */
#include <stdio.h>
#include <sys/stat.h>

#include <kselftest_harness.h>

#include "admin.h"

FIXTURE(credentials) {
	MPR_SERVER_HANDLE server;
	char dir[64];
	HANDLE iface;
};

FIXTURE_SETUP(credentials)
{
	if (geteuid())
		SKIP(return, "must be root");
	ASSERT_EQ(0, netdev_new_netns());
	strcpy(self->dir, "/tmp/mpr-credentials.XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->dir));
	ASSERT_EQ(0, setenv("MPR_STATE_DIR", self->dir, 1));
	ASSERT_EQ(NO_ERROR, MprAdminServerConnect(NULL, &self->server));
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"br/anch", ROUTER_IF_TYPE_HOME_ROUTER,
					 &self->iface) == ERROR_INVALID_NAME ? NO_ERROR : 1);
	ASSERT_EQ(NO_ERROR, admin_create(self->server, L"br\u00e4nch 1",
					 ROUTER_IF_TYPE_HOME_ROUTER, &self->iface));
}

FIXTURE_TEARDOWN(credentials)
{
	char cmd[128];

	MprAdminServerDisconnect(self->server);
	snprintf(cmd, sizeof(cmd), "rm -rf %s", self->dir);
	EXPECT_EQ(0, system(cmd));
}

#define NAME L"br\u00e4nch 1"

TEST_F(credentials, what_is_set_is_what_get_returns_in_its_own_order_of_parameters)
{
	WCHAR user[UNLEN + 1], password[PWLEN + 1], domain[DNLEN + 1];

	ASSERT_EQ(NO_ERROR, MprAdminInterfaceSetCredentials(NULL, NAME, L"alice", L"office",
							    L"p\u00e4ss=w\nord"));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceGetCredentials(NULL, NAME, user, password, domain));
	EXPECT_EQ(0, wcscmp(L"alice", user));
	EXPECT_EQ(0, wcscmp(L"p\u00e4ss=w\nord", password));
	EXPECT_EQ(0, wcscmp(L"office", domain));
}

TEST_F(credentials, null_leaves_an_item_as_it_is_and_three_remove_all)
{
	WCHAR user[UNLEN + 1], password[PWLEN + 1], domain[DNLEN + 1];

	ASSERT_EQ(NO_ERROR, MprAdminInterfaceSetCredentials(NULL, NAME, L"alice", L"d", L"p"));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceSetCredentials(NULL, NAME, NULL, NULL, L"new"));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceSetCredentials(NULL, NAME, NULL, L"", NULL));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceGetCredentials(NULL, NAME, user, password, domain));
	EXPECT_EQ(0, wcscmp(L"alice", user));
	EXPECT_EQ(0, wcscmp(L"new", password));
	EXPECT_EQ(0, wcscmp(L"", domain));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceSetCredentials(NULL, NAME, NULL, NULL, NULL));
	EXPECT_EQ(ERROR_CANNOT_FIND_PHONEBOOK_ENTRY,
		  MprAdminInterfaceGetCredentials(NULL, NAME, user, NULL, NULL));
}

TEST_F(credentials, buffers_that_are_null_are_skipped_and_all_null_is_success)
{
	WCHAR user[UNLEN + 1];

	EXPECT_EQ(NO_ERROR, MprAdminInterfaceGetCredentials(NULL, NAME, NULL, NULL, NULL));
	EXPECT_EQ(ERROR_CANNOT_FIND_PHONEBOOK_ENTRY,
		  MprAdminInterfaceGetCredentials(NULL, NAME, user, NULL, NULL));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceSetCredentials(NULL, NAME, L"alice", NULL, L"p"));
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceGetCredentials(NULL, NAME, user, NULL, NULL));
	EXPECT_EQ(0, wcscmp(L"alice", user));
}

TEST_F(credentials, a_name_that_is_null_or_too_long_and_strings_that_are_too_long_are_87)
{
	WCHAR user[UNLEN + 2], password[PWLEN + 2], domain[DNLEN + 2], name[258], got[UNLEN + 1];

	wmemset(user, 'u', UNLEN + 1);
	wmemset(password, 'p', PWLEN + 1);
	wmemset(domain, 'd', DNLEN + 1);
	wmemset(name, 'n', 257);
	user[UNLEN + 1] = 0;
	password[PWLEN + 1] = 0;
	domain[DNLEN + 1] = 0;
	name[257] = 0;
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceSetCredentials(NULL, NULL, L"u", NULL, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceSetCredentials(NULL, name, L"u", NULL, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceSetCredentials(NULL, NAME, user, NULL, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceSetCredentials(NULL, NAME, NULL, domain, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceSetCredentials(NULL, NAME, NULL, NULL, password));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  MprAdminInterfaceGetCredentials(NULL, NULL, got, NULL, NULL));
	user[UNLEN] = 0;
	password[PWLEN] = 0;
	domain[DNLEN] = 0;
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceSetCredentials(NULL, NAME, user, domain, password));
	EXPECT_EQ(NO_ERROR, MprAdminInterfaceGetCredentials(NULL, NAME, got, NULL, NULL));
	EXPECT_EQ(0, wcscmp(user, got));
}

TEST_F(credentials, they_are_stored_only_for_interfaces_that_exist)
{
	EXPECT_EQ(ERROR_NO_SUCH_INTERFACE,
		  MprAdminInterfaceSetCredentials(NULL, L"nobody", L"u", NULL, L"p"));
}

static int try_to_read(void *data)
{
	FILE *file = fopen(data, "r");
	WCHAR password[PWLEN + 1];
	struct mpr_credentials cred;
	struct mpr *h;

	if (file) {
		fclose(file);
		return 1;
	}
	if (MprAdminInterfaceGetCredentials(NULL, NAME, NULL, password, NULL) !=
	    ERROR_ACCESS_DENIED)
		return 2;
	if (mpr_open(NULL, &h) ||
	    mpr_credentials_get(h, "br\xc3\xa4nch 1", &cred) != ERROR_ACCESS_DENIED)
		return 3;
	return 0;
}

TEST_F(credentials, only_root_can_read_the_file_and_it_is_replaced_at_once)
{
	struct stat first, second;
	char path[128];

	ASSERT_EQ(NO_ERROR, MprAdminInterfaceSetCredentials(NULL, NAME, L"alice", NULL, L"p"));
	snprintf(path, sizeof(path), "%s/credentials/br%%C3%%A4nch%%201", self->dir);
	ASSERT_EQ(0, stat(path, &first));
	EXPECT_EQ(0600, first.st_mode & 07777);
	EXPECT_EQ(0, chmod(self->dir, 0755));
	EXPECT_EQ(0, admin_as_nobody(try_to_read, path));
	ASSERT_EQ(NO_ERROR, MprAdminInterfaceSetCredentials(NULL, NAME, L"bob", NULL, NULL));
	ASSERT_EQ(0, stat(path, &second));
	/* Another file in its place, so that nobody ever reads half of one. */
	EXPECT_NE(first.st_ino, second.st_ino);
}

/* Sets one item again and again, and always finds it as it was set. */
static int write_item(bool user)
{
	WCHAR text[8], got[UNLEN + 1] = L"";
	int i;

	for (i = 0; i < 100; i++) {
		swprintf(text, 8, L"%d", i);
		if (MprAdminInterfaceSetCredentials(NULL, NAME, user ? text : NULL, NULL,
						    user ? NULL : text) ||
		    MprAdminInterfaceGetCredentials(NULL, NAME, user ? got : NULL,
						    user ? NULL : got, NULL) ||
		    wcscmp(text, got))
			return 1;
	}
	return 0;
}

TEST_F(credentials, writers_at_the_same_time_lose_nothing_of_each_other)
{
	pid_t pid[2];
	int n, status;

	for (n = 0; n < 2; n++) {
		pid[n] = fork();
		if (!pid[n])
			_exit(write_item(n));
	}
	for (n = 0; n < 2; n++) {
		ASSERT_EQ(pid[n], waitpid(pid[n], &status, 0));
		EXPECT_EQ(0, status);
	}
}

TEST_HARNESS_MAIN
