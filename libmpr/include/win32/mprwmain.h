/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * wmain: a definition of it, "int wmain(int argc, wchar_t *argv[]) {", also defines the main that
 * calls it with the arguments made wide. The definition must not have a prototype before it.
 * Part of windows.h.
 */
#ifndef MPR_WIN32_MPRWMAIN_H
#define MPR_WIN32_MPRWMAIN_H

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes that are no character of the locale are taken as they are. */
static inline wchar_t *mpr_widen(const char *s)
{
	size_t len = strlen(s), out = 0;
	wchar_t *wide = (wchar_t *)malloc((len + 1) * sizeof(*wide));
	mbstate_t state;

	memset(&state, 0, sizeof(state));
	while (wide && *s) {
		size_t n = mbrtowc(&wide[out], s, len, &state);

		if (n == (size_t)-1 || n == (size_t)-2) {
			memset(&state, 0, sizeof(state));
			wide[out] = (unsigned char)*s;
			n = 1;
		}
		out++;
		s += n;
		len -= n;
	}
	if (wide)
		wide[out] = 0;
	return wide;
}

static inline wchar_t **mpr_widen_all(char **strings)
{
	size_t n = 0, i;
	wchar_t **wide;

	while (strings && strings[n])
		n++;
	wide = (wchar_t **)calloc(n + 1, sizeof(*wide));
	for (i = 0; wide && i < n; i++)
		wide[i] = mpr_widen(strings[i]);
	return wide;
}

static inline int mpr_run_wmain(void (*function)(void), int argc, char **argv, char **envp)
{
	int (*run)(int, wchar_t **, wchar_t **) = (int (*)(int, wchar_t **, wchar_t **))function;

	setlocale(LC_ALL, "");
	return run(argc, mpr_widen_all(argv), mpr_widen_all(envp));
}

#ifdef __cplusplus
}
#endif

/* Parameters beyond those that the program's wmain has are ignored by it. */
#define wmain(...) \
	mpr_wmain(__VA_ARGS__); \
	int main(int argc, char **argv, char **envp) \
	{ \
		exit(mpr_run_wmain((void (*)(void))mpr_wmain, argc, argv, envp)); \
	} \
	int mpr_wmain(__VA_ARGS__)

#endif /* MPR_WIN32_MPRWMAIN_H */
