/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The part of windows.h that a console program of mprapi.h needs: events, error codes and texts,
 * strings, time. Everything is a macro or an inline over libmpr and the C library; nothing here
 * is exported by libmpr. Use it through the pkg-config module libmpr-win32.
 *
 * Programs are UNICODE ones, as those of mprapi.h are: TCHAR is WCHAR and TEXT("x") is L"x". WCHAR
 * is wchar_t, which has 32 bits here. The wide printf functions understand the Windows formats
 * (see mprwprintf.h) and may be mixed with the narrow ones.
 */
#ifndef MPR_WIN32_WINDOWS_H
#define MPR_WIN32_WINDOWS_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#include <mprapi.h>

#include "mprwprintf.h"
#include "mprwmain.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0601
#endif
#ifndef WINVER
#define WINVER _WIN32_WINNT
#endif
#ifndef UNICODE
#define UNICODE
#endif
#ifndef _UNICODE
#define _UNICODE
#endif

/* ---- words that mean nothing here ---- */

#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef OPTIONAL
#define OPTIONAL
#endif
#ifndef CONST
#define CONST const
#endif
#ifndef _In_
#define _In_
#define _In_opt_
#define _Out_
#define _Out_opt_
#define _Inout_
#define _Inout_opt_
#endif
#ifndef __cdecl
#define __cdecl
#define _cdecl
#endif
#ifndef __stdcall
#define __stdcall
#endif
#ifndef WINAPIV
#define WINAPIV
#endif
#define UNREFERENCED_PARAMETER(x) ((void)(x))

/* ---- text ---- */

typedef char CHAR, *PCHAR, *LPSTR, *PSTR;
typedef const char *LPCSTR, *PCSTR;
typedef WCHAR TCHAR, *PTCHAR, *LPTSTR, *PTSTR;
typedef const WCHAR *LPCTSTR, *PCTSTR;
typedef WCHAR _TCHAR;
typedef size_t SIZE_T, *PSIZE_T;
typedef uintptr_t ULONG_PTR, DWORD_PTR;
typedef intptr_t LONG_PTR;
typedef ULONGLONG DWORDLONG, DWORD64;
typedef HANDLE HLOCAL;

#define MPR_WIDEN(text) L##text
#define TEXT(text) MPR_WIDEN(text)
#define _TEXT(text) MPR_WIDEN(text)
#define _T(text) MPR_WIDEN(text)

#define MAX_PATH 260

#ifndef ARRAYSIZE
#define ARRAYSIZE(a) (sizeof(a) / sizeof((a)[0]))
#endif
#ifndef _countof
#define _countof(a) ARRAYSIZE(a)
#endif

/* ---- errors ---- */

static inline DWORD GetLastError(void)
{
	return MprEventGetLastError();
}

static inline void SetLastError(DWORD dwErrCode)
{
	MprEventSetLastError(dwErrCode);
}

/* ---- memory ---- */

#define LMEM_FIXED 0x0000
#define LMEM_ZEROINIT 0x0040
#define LPTR (LMEM_FIXED | LMEM_ZEROINIT)

static inline HLOCAL LocalAlloc(UINT uFlags, SIZE_T uBytes)
{
	void *p = uFlags & LMEM_ZEROINIT ? calloc(1, uBytes ? uBytes : 1) :
					   malloc(uBytes ? uBytes : 1);

	if (!p)
		SetLastError(ERROR_NOT_ENOUGH_MEMORY);
	return p;
}

/* Also frees the texts of MprAdminGetErrorString() and FormatMessageW(). */
static inline HLOCAL LocalFree(HLOCAL hMem)
{
	if (hMem)
		MprAdminBufferFree(hMem);
	return NULL;
}

#define ZeroMemory(p, n) memset((p), 0, (n))
#define FillMemory(p, n, c) memset((p), (c), (n))
#define CopyMemory(d, s, n) memcpy((d), (s), (n))
#define MoveMemory(d, s, n) memmove((d), (s), (n))
#define RtlZeroMemory ZeroMemory
#define RtlCopyMemory CopyMemory

static inline PVOID SecureZeroMemory(PVOID p, SIZE_T n)
{
	explicit_bzero(p, n);
	return p;
}

/* ---- events ---- */

typedef struct _SECURITY_ATTRIBUTES {
	DWORD nLength;
	LPVOID lpSecurityDescriptor;
	BOOL bInheritHandle;
} SECURITY_ATTRIBUTES, *PSECURITY_ATTRIBUTES, *LPSECURITY_ATTRIBUTES;

#define WAIT_ABANDONED 0x00000080U
#define WAIT_ABANDONED_0 0x00000080U

/* Events without a name only: others are refused with ERROR_NOT_SUPPORTED. */
static inline HANDLE CreateEventW(LPSECURITY_ATTRIBUTES lpEventAttributes, BOOL bManualReset,
				  BOOL bInitialState, LPCWSTR lpName)
{
	(void)lpEventAttributes;
	if (lpName) {
		SetLastError(ERROR_NOT_SUPPORTED);
		return NULL;
	}
	return MprEventCreate(bManualReset, bInitialState);
}

static inline HANDLE CreateEventA(LPSECURITY_ATTRIBUTES lpEventAttributes, BOOL bManualReset,
				  BOOL bInitialState, LPCSTR lpName)
{
	return CreateEventW(lpEventAttributes, bManualReset, bInitialState, lpName ? L"" : NULL);
}

#define CreateEvent CreateEventW

static inline BOOL SetEvent(HANDLE hEvent)
{
	return MprEventSet(hEvent) == NO_ERROR;
}

static inline BOOL ResetEvent(HANDLE hEvent)
{
	return MprEventReset(hEvent) == NO_ERROR;
}

/* Event handles only. */
static inline BOOL CloseHandle(HANDLE hObject)
{
	return MprEventClose(hObject) == NO_ERROR;
}

static inline DWORD WaitForSingleObject(HANDLE hHandle, DWORD dwMilliseconds)
{
	return MprEventWait(hHandle, dwMilliseconds);
}

static inline DWORD WaitForMultipleObjects(DWORD nCount, const HANDLE *lpHandles, BOOL bWaitAll,
					   DWORD dwMilliseconds)
{
	return MprEventWaitMany(nCount, lpHandles, bWaitAll, dwMilliseconds);
}

/* ---- time ---- */

typedef struct _SYSTEMTIME {
	WORD wYear;
	WORD wMonth;
	WORD wDayOfWeek;
	WORD wDay;
	WORD wHour;
	WORD wMinute;
	WORD wSecond;
	WORD wMilliseconds;
} SYSTEMTIME, *PSYSTEMTIME, *LPSYSTEMTIME;

/* Seconds from 1601 (FILETIME) to 1970. */
#define MPR_FILETIME_EPOCH 11644473600LL

static inline void Sleep(DWORD dwMilliseconds)
{
	struct timespec ts;

	if (dwMilliseconds == INFINITE)
		for (;;)
			pause();
	ts.tv_sec = dwMilliseconds / 1000;
	ts.tv_nsec = (long)(dwMilliseconds % 1000) * 1000000;
	while (nanosleep(&ts, &ts) && errno == EINTR)
		continue;
}

static inline ULONGLONG GetTickCount64(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (ULONGLONG)ts.tv_sec * 1000 + (ULONGLONG)ts.tv_nsec / 1000000;
}

static inline DWORD GetTickCount(void)
{
	return (DWORD)GetTickCount64();
}

static inline void GetSystemTimeAsFileTime(LPFILETIME lpSystemTimeAsFileTime)
{
	struct timespec ts;
	ULONGLONG t;

	clock_gettime(CLOCK_REALTIME, &ts);
	t = (ULONGLONG)(ts.tv_sec + MPR_FILETIME_EPOCH) * 10000000 + (ULONGLONG)ts.tv_nsec / 100;
	lpSystemTimeAsFileTime->dwLowDateTime = (DWORD)t;
	lpSystemTimeAsFileTime->dwHighDateTime = (DWORD)(t >> 32);
}

static inline BOOL FileTimeToSystemTime(const FILETIME *lpFileTime, LPSYSTEMTIME lpSystemTime)
{
	ULONGLONG t = (ULONGLONG)lpFileTime->dwHighDateTime << 32 | lpFileTime->dwLowDateTime;
	time_t seconds = (time_t)((LONGLONG)(t / 10000000) - MPR_FILETIME_EPOCH);
	struct tm tm;

	if (!gmtime_r(&seconds, &tm)) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return FALSE;
	}
	lpSystemTime->wYear = (WORD)(tm.tm_year + 1900);
	lpSystemTime->wMonth = (WORD)(tm.tm_mon + 1);
	lpSystemTime->wDayOfWeek = (WORD)tm.tm_wday;
	lpSystemTime->wDay = (WORD)tm.tm_mday;
	lpSystemTime->wHour = (WORD)tm.tm_hour;
	lpSystemTime->wMinute = (WORD)tm.tm_min;
	lpSystemTime->wSecond = (WORD)tm.tm_sec;
	lpSystemTime->wMilliseconds = (WORD)(t / 10000 % 1000);
	return TRUE;
}

/* ---- strings ---- */

#define lstrlenW(s) ((int)wcslen(s))
#define lstrcmpW wcscmp
#define lstrcmpiW wcscasecmp
#define lstrcpyW wcscpy
#define lstrcatW wcscat
#define lstrlen lstrlenW
#define lstrcmp lstrcmpW
#define lstrcmpi lstrcmpiW
#define lstrcpy lstrcpyW
#define lstrcat lstrcatW
#define _wcsicmp wcscasecmp
#define _wcsnicmp wcsncasecmp
#define _wcsdup wcsdup
#define _wtoi(s) ((int)wcstol((s), NULL, 10))

/* Copies at most @n characters and the end; a destination that is too small is left empty. */
static inline int wcsncpy_s(WCHAR *dst, size_t size, const WCHAR *src, size_t n)
{
	size_t len = 0;

	if (!dst || !size)
		return EINVAL;
	dst[0] = 0;
	if (!src)
		return EINVAL;
	while (len < n && src[len])
		len++;
	if (len >= size) {
		/* _TRUNCATE: as much as fits. */
		if (n != (size_t)-1)
			return ERANGE;
		len = size - 1;
	}
	wmemcpy(dst, src, len);
	dst[len] = 0;
	return 0;
}

static inline int wcscpy_s(WCHAR *dst, size_t size, const WCHAR *src)
{
	return wcsncpy_s(dst, size, src, (size_t)-2);
}

static inline int wcscat_s(WCHAR *dst, size_t size, const WCHAR *src)
{
	size_t len = dst ? wcsnlen(dst, size) : 0;

	if (!dst || len >= size)
		return EINVAL;
	return wcscpy_s(dst + len, size - len, src);
}

#ifndef _TRUNCATE
#define _TRUNCATE ((size_t)-1)
#endif

/* ---- FormatMessage ---- */

#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x00000100
#define FORMAT_MESSAGE_IGNORE_INSERTS 0x00000200
#define FORMAT_MESSAGE_FROM_STRING 0x00000400
#define FORMAT_MESSAGE_FROM_HMODULE 0x00000800
#define FORMAT_MESSAGE_FROM_SYSTEM 0x00001000
#define FORMAT_MESSAGE_ARGUMENT_ARRAY 0x00002000
#define FORMAT_MESSAGE_MAX_WIDTH_MASK 0x000000FF

#define LANG_NEUTRAL 0x00
#define LANG_ENGLISH 0x09
#define SUBLANG_NEUTRAL 0x00
#define SUBLANG_DEFAULT 0x01
#define MAKELANGID(primary, sub) ((WORD)(((WORD)(sub) << 10) | (WORD)(primary)))

/*
 * The text of a code, with a line end as on Windows (with FORMAT_MESSAGE_MAX_WIDTH_MASK a blank).
 * With FORMAT_MESSAGE_ALLOCATE_BUFFER the address of the text is stored at @lpBuffer, to be freed
 * with LocalFree(). The text of the system only: other sources are ERROR_NOT_SUPPORTED. Returns the
 * number of characters, or 0.
 */
static inline DWORD FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
				   DWORD dwLanguageId, LPWSTR lpBuffer, DWORD nSize,
				   va_list *Arguments)
{
	const WCHAR *end = (dwFlags & FORMAT_MESSAGE_MAX_WIDTH_MASK) ==
			   FORMAT_MESSAGE_MAX_WIDTH_MASK ? L" " : L"\r\n";
	LPWSTR text, out = lpBuffer;
	size_t len, size;
	DWORD err;

	(void)lpSource;
	(void)dwLanguageId;
	(void)Arguments;
	err = !(dwFlags & FORMAT_MESSAGE_FROM_SYSTEM) ? ERROR_NOT_SUPPORTED :
	      !lpBuffer ? ERROR_INVALID_PARAMETER : MprAdminGetErrorString(dwMessageId, &text);
	if (err) {
		SetLastError(err);
		return 0;
	}
	len = wcslen(text) + wcslen(end);
	size = len + 1;
	if (dwFlags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
		if (size < nSize)
			size = nSize;
		out = (LPWSTR)LocalAlloc(LMEM_FIXED, size * sizeof(WCHAR));
		if (out)
			memcpy(lpBuffer, &out, sizeof(out));
		else
			err = ERROR_NOT_ENOUGH_MEMORY;
	} else if (nSize < size) {
		err = ERROR_INSUFFICIENT_BUFFER;
	}
	if (!err) {
		wcscpy(out, text);
		wcscat(out, end);
	}
	MprAdminBufferFree(text);
	if (err)
		SetLastError(err);
	return err ? 0 : (DWORD)len;
}

#define FormatMessage FormatMessageW

#define ExitProcess(code) exit((int)(code))

#ifdef __cplusplus
}
#endif

#endif /* MPR_WIN32_WINDOWS_H */
