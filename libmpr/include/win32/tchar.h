/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The generic text names, which are the wide ones here. */
#ifndef MPR_WIN32_TCHAR_H
#define MPR_WIN32_TCHAR_H

#include <windows.h>

#define _tprintf wprintf
#define _ftprintf fwprintf
#define _stprintf_s swprintf_s
#define _tcslen wcslen
#define _tcscmp wcscmp
#define _tcsicmp _wcsicmp
#define _tcscpy wcscpy
#define _tcscpy_s wcscpy_s
#define _tcscat_s wcscat_s
#define _tcsdup _wcsdup
#define _tcstoul wcstoul
#define _ttoi _wtoi
#define _tmain wmain

#endif /* MPR_WIN32_TCHAR_H */
