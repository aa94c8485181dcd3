/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The printf functions with the meaning that formats have on Windows. Part of windows.h.
 *
 * In wide formats %s and %c are wide and %S, %hs narrow, in narrow formats the other way round;
 * %ls and %ws are wide in both; %lu and its like take 32 bits, for a DWORD is an unsigned long
 * there; %I64u is %llu. Output is UTF-8 whatever the locale, written as bytes: wide and narrow
 * functions may be used on one stream, which the C library alone does not allow.
 */
#ifndef MPR_WIN32_MPRWPRINTF_H
#define MPR_WIN32_MPRWPRINTF_H

#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A program that never set a locale gets UTF-8 for the conversion of strings. */
static inline locale_t mpr_utf8_begin(void)
{
	locale_t utf8 = (locale_t)0;

	if (MB_CUR_MAX == 1)
		utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	return utf8 ? uselocale(utf8) : (locale_t)0;
}

static inline void mpr_utf8_end(locale_t old)
{
	if (old)
		freelocale(uselocale(old));
}

/*
 * Length modifier of the C library for a conversion that Windows writes as @mod and @conv; NULL:
 * the same.
 */
static inline const wchar_t *mpr_format_length(const wchar_t *mod, size_t n, wchar_t *conv,
					       bool wide)
{
	bool i64 = n == 3 && !wmemcmp(mod, L"I64", 3);
	bool l = n == 1 && *mod == L'l', h = n == 1 && *mod == L'h', w = n == 1 && *mod == L'w';

	if (*conv == L'S' || *conv == L'C') {
		*conv = *conv == L'S' ? L's' : L'c';
		wide = !wide;
	}
	if (*conv == L's' || *conv == L'c')
		return l || w || (wide && !h) ? L"l" : L"";
	if (i64)
		return L"ll";
	if (n == 1 && *mod == L'I')
		return L"z";
	if (l || (n == 3 && !wmemcmp(mod, L"I32", 3)))
		return L"";
	return NULL;
}

/* The format as the C library wants it, to be freed. */
static inline wchar_t *mpr_format(const wchar_t *fmt, bool wide)
{
	/* A conversion grows by at most one character, and has at least two. */
	wchar_t *out = (wchar_t *)malloc((wcslen(fmt) * 2 + 1) * sizeof(*out)), *p = out;

	while (out && *fmt) {
		const wchar_t *mod, *length;
		size_t n;
		wchar_t conv;

		*p++ = *fmt++;
		if (fmt[-1] != L'%')
			continue;
		while (*fmt && wcschr(L"-+ #0123456789.*'", *fmt))
			*p++ = *fmt++;
		mod = fmt;
		if (!wcsncmp(fmt, L"I64", 3) || !wcsncmp(fmt, L"I32", 3))
			fmt += 3;
		else
			while (*fmt && wcschr(L"hlLjztwI", *fmt))
				fmt++;
		n = (size_t)(fmt - mod);
		conv = *fmt;
		if (!conv)
			break;
		fmt++;
		length = mpr_format_length(mod, n, &conv, wide);
		if (length)
			n = wcslen(length);
		wmemcpy(p, length ? length : mod, n);
		p += n;
		*p++ = conv;
	}
	if (out)
		*p = 0;
	return out;
}

/* What a format makes, to be freed, or NULL. */
static inline wchar_t *mpr_vaswprintf(const wchar_t *fmt, bool wide, va_list ap)
{
	wchar_t *format = mpr_format(fmt, wide), *text = NULL, *bigger;
	size_t size = 256;
	locale_t old = mpr_utf8_begin();
	va_list copy;
	int n = -1;

	while (format && n < 0 && size <= 1U << 22) {
		bigger = (wchar_t *)realloc(text, size * sizeof(*text));
		if (!bigger)
			break;
		text = bigger;
		errno = 0;
		va_copy(copy, ap);
		n = vswprintf(text, size, format, copy);
		va_end(copy);
		if (n < 0 && errno == EILSEQ)
			break;
		size *= 2;
	}
	mpr_utf8_end(old);
	free(format);
	if (n >= 0)
		return text;
	free(text);
	return NULL;
}

static inline int mpr_put_wide(FILE *stream, const wchar_t *text)
{
	int n = 0;

	for (; *text; text++, n++) {
		unsigned long c = (unsigned long)*text;

		if (c >= 0x10000) {
			putc((int)(0xf0 | c >> 18), stream);
			putc((int)(0x80 | (c >> 12 & 0x3f)), stream);
			putc((int)(0x80 | (c >> 6 & 0x3f)), stream);
			putc((int)(0x80 | (c & 0x3f)), stream);
		} else if (c >= 0x800) {
			putc((int)(0xe0 | c >> 12), stream);
			putc((int)(0x80 | (c >> 6 & 0x3f)), stream);
			putc((int)(0x80 | (c & 0x3f)), stream);
		} else if (c >= 0x80) {
			putc((int)(0xc0 | c >> 6), stream);
			putc((int)(0x80 | (c & 0x3f)), stream);
		} else {
			putc((int)c, stream);
		}
	}
	return ferror(stream) ? -1 : n;
}

static inline int mpr_vfwprintf(FILE *stream, const wchar_t *fmt, bool wide, va_list ap)
{
	wchar_t *text = mpr_vaswprintf(fmt, wide, ap);
	int n = text ? mpr_put_wide(stream, text) : -1;

	free(text);
	return n;
}

static inline int mpr_fwprintf(FILE *stream, const wchar_t *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = mpr_vfwprintf(stream, fmt, true, ap);
	va_end(ap);
	return n;
}

static inline int mpr_swprintf(wchar_t *buf, size_t size, const wchar_t *fmt, ...)
{
	wchar_t *text;
	va_list ap;
	int n = -1;

	va_start(ap, fmt);
	text = mpr_vaswprintf(fmt, true, ap);
	va_end(ap);
	if (text && wcslen(text) < size)
		n = (int)wcslen(wcscpy(buf, text));
	else if (size)
		buf[0] = 0;
	free(text);
	return n;
}

static inline int mpr_fprintf(FILE *stream, const char *fmt, ...)
{
	size_t len = strlen(fmt), i;
	wchar_t *bytes = (wchar_t *)malloc((len + 1) * sizeof(*bytes)), *format = NULL;
	char *narrow = NULL;
	locale_t old;
	va_list ap;
	int n = -1;

	/* A byte at a time there and back: what is no conversion stays as it is. */
	for (i = 0; bytes && i <= len; i++)
		bytes[i] = (unsigned char)fmt[i];
	if (bytes)
		format = mpr_format(bytes, false);
	if (format)
		narrow = (char *)malloc(wcslen(format) + 1);
	if (narrow) {
		for (i = 0; i <= wcslen(format); i++)
			narrow[i] = (char)format[i];
		old = mpr_utf8_begin();
		va_start(ap, fmt);
		n = vfprintf(stream, narrow, ap);
		va_end(ap);
		mpr_utf8_end(old);
	}
	free(narrow);
	free(format);
	free(bytes);
	return n;
}

#ifdef __cplusplus
}
#endif

#define fprintf(...) mpr_fprintf(__VA_ARGS__)
#define printf(...) mpr_fprintf(stdout, __VA_ARGS__)
#define fwprintf(...) mpr_fwprintf(__VA_ARGS__)
#define fwprintf_s(...) mpr_fwprintf(__VA_ARGS__)
#define wprintf(...) mpr_fwprintf(stdout, __VA_ARGS__)
#define wprintf_s(...) mpr_fwprintf(stdout, __VA_ARGS__)
#define swprintf(...) mpr_swprintf(__VA_ARGS__)
#define swprintf_s(...) mpr_swprintf(__VA_ARGS__)
#define fputws(text, stream) mpr_put_wide((stream), (text))
#define _putws(text) mpr_fwprintf(stdout, L"%ls\n", (text))

#endif /* MPR_WIN32_MPRWPRINTF_H */
