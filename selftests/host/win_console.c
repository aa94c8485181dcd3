// SPDX-License-Identifier: GPL-2.0-only
/*
 * A Windows console program of the router API, written as for Windows and compiled as it is with
 * the flags of libmpr-win32. Part "events" needs no module; "dial NAME" does.
 */
#include <windows.h>
#include <stdio.h>
#include <tchar.h>
#include <mprapi.h>
#include <mprerror.h>
#include <raserror.h>

static DWORD tests, failures;

static VOID Check(BOOL fOk, LPCWSTR pwszWhat)
{
	wprintf(L"%s %lu - %s\n", fOk ? L"ok" : L"not ok", ++tests, pwszWhat);
	if (!fOk)
		failures++;
}

static VOID PrintError(LPCWSTR pwszFunction, DWORD dwError)
{
	LPWSTR pwszText = NULL;

	if (MprAdminGetErrorString(dwError, &pwszText) == NO_ERROR) {
		wprintf(L"# %s: %s (%lu)\n", pwszFunction, pwszText, dwError);
		LocalFree(pwszText);
	} else if (FormatMessageW(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM |
				  FORMAT_MESSAGE_IGNORE_INSERTS, NULL, dwError,
				  MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), (LPWSTR)&pwszText, 0,
				  NULL)) {
		wprintf(L"# %s: %s", pwszFunction, pwszText);
		LocalFree(pwszText);
	} else {
		wprintf(L"# %s: error %u\n", pwszFunction, dwError);
	}
}

static VOID Events(VOID)
{
	HANDLE rgh[2];
	WCHAR wszBuffer[32];
	WCHAR wszText[128];
	ULONGLONG ullStart;
	LPWSTR pwsz = NULL;
	DWORD dwLen;
	FILETIME ft;
	SYSTEMTIME st;
	CHAR szName[] = "narrow";

	rgh[0] = CreateEvent(NULL, FALSE, FALSE, NULL);
	rgh[1] = CreateEventW(NULL, TRUE, FALSE, NULL);
	Check(rgh[0] && rgh[1], TEXT("CreateEvent makes events"));
	Check(!CreateEvent(NULL, FALSE, FALSE, _T("Global\\name")) &&
	      GetLastError() == ERROR_NOT_SUPPORTED, L"a named event is refused");
	Check(WaitForSingleObject(rgh[0], 0) == WAIT_TIMEOUT, L"a new event is not signalled");
	Check(SetEvent(rgh[0]) && WaitForSingleObject(rgh[0], INFINITE) == WAIT_OBJECT_0,
	      L"a set event ends the wait");
	Check(WaitForSingleObject(rgh[0], 0) == WAIT_TIMEOUT, L"the wait reset the event");
	SetEvent(rgh[1]);
	Check(WaitForMultipleObjects(2, rgh, FALSE, INFINITE) == WAIT_OBJECT_0 + 1,
	      L"WaitForMultipleObjects tells which");
	Check(WaitForMultipleObjects(ARRAYSIZE(rgh), rgh, TRUE, 10) == WAIT_TIMEOUT,
	      L"waiting for all takes all");
	Check(ResetEvent(rgh[1]) && WaitForSingleObject(rgh[1], 0) == WAIT_TIMEOUT, L"ResetEvent");
	Check(CloseHandle(rgh[0]) && CloseHandle(rgh[1]), L"CloseHandle");
	Check(!CloseHandle(rgh[0]) && GetLastError() == ERROR_INVALID_HANDLE,
	      L"a closed handle is invalid");
	Check(WaitForSingleObject(INVALID_HANDLE_VALUE, 0) == WAIT_FAILED,
	      L"INVALID_HANDLE_VALUE is no event");

	ullStart = GetTickCount64();
	Sleep(20);
	Check(GetTickCount64() - ullStart >= 20, L"Sleep sleeps");

	dwLen = FormatMessage(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM |
			      FORMAT_MESSAGE_IGNORE_INSERTS, NULL, ERROR_AUTHENTICATION_FAILURE, 0,
			      (LPWSTR)&pwsz, 0, NULL);
	Check(dwLen > 2 && dwLen == wcslen(pwsz) && !wcscmp(pwsz + dwLen - 2, L"\r\n"),
	      L"FormatMessage allocates the text of a code");
	LocalFree(pwsz);
	Check(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_INVALID_LEVEL, 0, wszText,
			     ARRAYSIZE(wszText), NULL) == wcslen(wszText),
	      L"FormatMessage fills a buffer");
	Check(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, ERROR_INVALID_LEVEL, 0, wszText, 4,
			     NULL) == 0 && GetLastError() == ERROR_INSUFFICIENT_BUFFER,
	      L"FormatMessage refuses a buffer that is too small");
	Check(FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, NULL, 599, 0, wszText, 128, NULL) == 0 &&
	      GetLastError() == ERROR_MR_MID_NOT_FOUND, L"FormatMessage knows no text for 599");
	Check(!LocalFree(LocalAlloc(LPTR, 16)), L"LocalFree returns NULL");

	Check(wcscpy_s(wszBuffer, ARRAYSIZE(wszBuffer), L"branch") == 0 &&
	      lstrcmpiW(wszBuffer, L"BRANCH") == 0, L"wcscpy_s and lstrcmpiW");
	Check(wcscpy_s(wszBuffer, 3, L"branch") != 0 && wszBuffer[0] == 0,
	      L"wcscpy_s does not overflow");
	swprintf_s(wszBuffer, ARRAYSIZE(wszBuffer), L"%s and %s", L"twelve chars",
		   L"twenty characters!!!");
	Check(wszBuffer[0] == 0, L"swprintf_s does not overflow");
	swprintf_s(wszText, ARRAYSIZE(wszText), L"%s|%S|%hs|%lu|%I64u|%c|%5.2s|%%", L"wide", szName,
		   szName, (DWORD)4294967295u, (ULONGLONG)1 << 40, L'c', L"xyz");
	Check(!wcscmp(wszText, L"wide|narrow|narrow|4294967295|1099511627776|c|   xy|%"),
	      L"wide formats mean what they mean on Windows");
	ZeroMemory(wszText, sizeof(wszText));
	Check(wszText[0] == 0, L"ZeroMemory");
	GetSystemTimeAsFileTime(&ft);
	Check(FileTimeToSystemTime(&ft, &st) && st.wYear >= 2026 && st.wMonth <= 12,
	      L"FileTimeToSystemTime");
	printf("# a narrow line, %s and %S, %lu\n", szName, L"gr\u00fcn", (DWORD)7);
	wprintf(L"# a wide line after it: %s\n", L"gr\u00fcn");
}

static VOID Dial(LPWSTR pwszName)
{
	MPR_SERVER_HANDLE hServer = NULL;
	PMPR_INTERFACE_0 pmi0 = NULL;
	HANDLE hInterface, hEvent;
	DWORD dwErr;

	dwErr = MprAdminServerConnect(NULL, &hServer);
	if (dwErr != NO_ERROR) {
		PrintError(L"MprAdminServerConnect", dwErr);
		failures++;
		return;
	}
	hEvent = CreateEvent(NULL, FALSE, FALSE, NULL);
	dwErr = MprAdminInterfaceGetHandle(hServer, pwszName, &hInterface, FALSE);
	if (dwErr == NO_ERROR)
		dwErr = MprAdminInterfaceConnect(hServer, hInterface, hEvent, FALSE);
	if (dwErr == PENDING) {
		WaitForSingleObject(hEvent, INFINITE);
		dwErr = MprAdminInterfaceGetInfo(hServer, hInterface, 0, (LPBYTE *)&pmi0);
		if (dwErr == NO_ERROR) {
			wprintf(L"%s: state %d, last error %lu\n", pmi0->wszInterfaceName,
				pmi0->dwConnectionState, pmi0->dwLastError);
			MprAdminBufferFree(pmi0);
		}
	}
	if (dwErr != NO_ERROR) {
		PrintError(L"connect", dwErr);
		failures++;
	}
	CloseHandle(hEvent);
	MprAdminServerDisconnect(hServer);
}

int __cdecl wmain(int argc, wchar_t *argv[])
{
	if (argc == 3 && !_wcsicmp(argv[1], L"dial"))
		Dial(argv[2]);
	else
		Events();
	PrintError(L"what 903 means", ERROR_DDM_NOT_RUNNING);
	if (tests)
		wprintf(L"1..%lu\n", tests);
	return failures != 0;
}
