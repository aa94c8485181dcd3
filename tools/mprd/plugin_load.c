// SPDX-License-Identifier: GPL-2.0-only
/* What a plugin must export: reference "RAS administration DLL", required exports. */
#include "plugin_load.h"

#include <dlfcn.h>
#include <string.h>

#include "log.h"

static void *find(struct plugin *p, const char *name)
{
	return dlsym(p->object, name);
}

/* Both or neither, else a message. */
static bool pair(struct plugin *p, const char *one, const char *other)
{
	bool has_one = find(p, one), has_other = find(p, other);

	if (has_one != has_other)
		log_err("admin plugin %s exports %s without %s", p->path, has_one ? one : other,
			has_one ? other : one);
	return has_one == has_other;
}

static bool must(struct plugin *p, const char *name)
{
	if (find(p, name))
		return true;
	log_err("admin plugin %s does not export %s", p->path, name);
	return false;
}

static int load_pairs(struct plugin *p)
{
	if (!must(p, "MprAdminTerminateDll") || !must(p, "MprAdminAcceptNewLink") ||
	    !must(p, "MprAdminLinkHangupNotification"))
		return -1;
	if (!pair(p, "MprAdminAcceptNewConnection", "MprAdminConnectionHangupNotification") ||
	    !pair(p, "MprAdminAcceptNewConnection2", "MprAdminConnectionHangupNotification2") ||
	    !pair(p, "MprAdminAcceptNewConnection3", "MprAdminConnectionHangupNotification3") ||
	    !pair(p, "MprAdminGetIpAddressForUser", "MprAdminReleaseIpAddress") ||
	    !pair(p, "MprAdminGetIpv6AddressForUser", "MprAdminReleaseIpv6AddressForUser"))
		return -1;
	p->terminate = find(p, "MprAdminTerminateDll");
	p->accept_link = find(p, "MprAdminAcceptNewLink");
	p->hangup_link = find(p, "MprAdminLinkHangupNotification");
	/* Of several pairs the one that is told most. */
	p->accept3 = find(p, "MprAdminAcceptNewConnection3");
	p->hangup3 = find(p, "MprAdminConnectionHangupNotification3");
	if (p->accept3)
		return 0;
	p->accept2 = find(p, "MprAdminAcceptNewConnection2");
	p->hangup2 = find(p, "MprAdminConnectionHangupNotification2");
	if (p->accept2)
		return 0;
	p->accept = find(p, "MprAdminAcceptNewConnection");
	p->hangup = find(p, "MprAdminConnectionHangupNotification");
	if (p->accept)
		return 0;
	log_err("admin plugin %s exports no MprAdminAcceptNewConnection with its MprAdminConnectionHangupNotification",
		p->path);
	return -1;
}

int plugin_load(const char *path, struct plugin *p)
{
	memset(p, 0, sizeof(*p));
	p->path = path;
	p->object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!p->object) {
		log_err("cannot load admin plugin %s: %s", path, dlerror());
		return -1;
	}
	p->init_ex = find(p, "MprAdminInitializeDllEx");
	if (p->init_ex)
		return 0;
	p->init = find(p, "MprAdminInitializeDll");
	if (!p->init) {
		log_err("admin plugin %s exports neither MprAdminInitializeDll nor MprAdminInitializeDllEx",
			path);
		return -1;
	}
	return load_pairs(p);
}

int plugin_take_table(struct plugin *p, const MPRAPI_ADMIN_DLL_CALLBACKS *t)
{
	if (!t->lpfnMprAdminGetIpAddressForUser != !t->lpfnMprAdminReleaseIpAddress ||
	    !t->lpfnMprAdminGetIpv6AddressForUser != !t->lpfnMprAdminReleaseIpV6AddressForUser) {
		log_err("admin plugin %s gives one function of an address pair without the other",
			p->path);
		return -1;
	}
	if (!t->lpfnRasAdminAcceptNewLink && !t->lpfnRasAdminLinkHangupNotification) {
		log_err("admin plugin %s gives no function for links", p->path);
		return -1;
	}
	if (!t->lpfnRasAdminAcceptNewConnectionEx &&
	    !t->lpfnRasAdminConnectionHangupNotificationEx) {
		log_err("admin plugin %s gives no function for connections", p->path);
		return -1;
	}
	p->accept_link = t->lpfnRasAdminAcceptNewLink;
	p->hangup_link = t->lpfnRasAdminLinkHangupNotification;
	p->accept_ex = t->lpfnRasAdminAcceptNewConnectionEx;
	p->hangup_ex = t->lpfnRasAdminConnectionHangupNotificationEx;
	p->terminate = t->lpfnRasAdminTerminateDll;
	return 0;
}
