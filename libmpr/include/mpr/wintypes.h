/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The Win32 base types that mprapi.h and win32/windows.h are written in.
 *
 * Sizes of the integer types are those of Windows (DWORD, ULONG and LONG have 32 bits on every
 * machine).  WCHAR is the C library's wchar_t, so that wprintf, wcscmp and L"" work on it.
 */
#ifndef MPR_WINTYPES_H
#define MPR_WINTYPES_H

#include <stddef.h>
#include <stdint.h>
#include <wchar.h>
#include <netinet/in.h>

/* Calling conventions mean nothing here; they are kept so that declarations copy over. */
#ifndef WINAPI
#define WINAPI
#endif
#ifndef CALLBACK
#define CALLBACK
#endif
#ifndef APIENTRY
#define APIENTRY
#endif
#ifndef VOID
#define VOID void
#endif
#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif

typedef int BOOL, *PBOOL, *LPBOOL;
typedef BOOL WINBOOL;
typedef uint8_t BYTE, *PBYTE, *LPBYTE;
typedef uint8_t UCHAR, *PUCHAR;
typedef uint16_t WORD, *PWORD, *LPWORD;
typedef uint16_t USHORT, *PUSHORT;
typedef unsigned int UINT, *PUINT;
typedef uint32_t DWORD, *PDWORD, *LPDWORD;
typedef uint32_t ULONG, *PULONG;
typedef int32_t LONG, *PLONG, *LPLONG;
typedef long long LONGLONG;
typedef unsigned long long ULONGLONG, *PULONGLONG;
typedef unsigned long long ULONG64, *PULONG64;
typedef wchar_t WCHAR, *PWCHAR, *LPWCH, *PWSTR, *LPWSTR;
typedef const wchar_t *PCWSTR, *LPCWSTR;
typedef void *PVOID, *LPVOID;
typedef const void *LPCVOID;

/* Fits into 32 bits: it is an id of the kernel's or a number, never an address. */
typedef void *HANDLE, **PHANDLE, **LPHANDLE;

#ifndef INVALID_HANDLE_VALUE
#define INVALID_HANDLE_VALUE ((HANDLE)(intptr_t)(-1))
#endif

typedef struct _GUID {
	DWORD Data1;
	WORD Data2;
	WORD Data3;
	BYTE Data4[8];
} GUID;

/* 100-nanosecond intervals since 1601-01-01 00:00 UTC. */
typedef struct _FILETIME {
	DWORD dwLowDateTime;
	DWORD dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;

typedef struct in6_addr IN6_ADDR, *PIN6_ADDR;

typedef struct _CRYPTOAPI_BLOB {
	DWORD cbData;
	BYTE *pbData;
} CERT_NAME_BLOB, *PCERT_NAME_BLOB, CRYPT_HASH_BLOB, *PCRYPT_HASH_BLOB;

#endif /* MPR_WINTYPES_H */
