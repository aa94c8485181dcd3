/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Event objects: what MprAdminInterfaceConnect and MprAdminRegisterConnectionNotification signal.
 *
 * They behave like Win32 events and are also descriptors that poll, select, epoll and any event
 * loop can watch.  There is no thread behind them: an event is one epoll descriptor with a socket
 * in it for each registration or pending connect, so the kernel makes it readable by itself.
 *
 * Every function may be called from any thread.  A handle belongs to the process that created it:
 * after fork it is an invalid handle in the child.
 *
 * Failures leave their code where MprEventGetLastError() finds it: ERROR_INVALID_HANDLE (the
 * handle is NULL, closed, of another process or not one of an event), ERROR_INVALID_PARAMETER,
 * ERROR_NOT_ENOUGH_MEMORY, ERROR_TOO_MANY_OPEN_FILES.
 */
#ifndef MPREVENT_H
#define MPREVENT_H

#include <mpr/winerror.h>
#include <mpr/wintypes.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef INFINITE
#define INFINITE 0xFFFFFFFFU
#endif
#define WAIT_OBJECT_0 0x00000000U
#define WAIT_TIMEOUT 258U
#define WAIT_FAILED 0xFFFFFFFFU
#define MAXIMUM_WAIT_OBJECTS 64

/**
 * MprEventCreate - make an event object
 * @fManualReset: nonzero: once signalled it stays so until MprEventReset() and releases every
 *	waiter; zero: a successful wait resets it, each signal releases one waiter
 * @fInitialState: nonzero: starts signalled
 *
 * Signals do not add up: an event that is set twice before somebody waits is set once.
 *
 * Return: a handle to be closed with MprEventClose(), or NULL (ERROR_NOT_ENOUGH_MEMORY or
 * ERROR_TOO_MANY_OPEN_FILES).
 *
 * Source: Win32 CreateEventW.
 */
HANDLE MprEventCreate(BOOL fManualReset, BOOL fInitialState);

/**
 * MprEventSet - signal an event
 * @hEvent: event to signal
 *
 * Return: NO_ERROR or ERROR_INVALID_HANDLE.
 *
 * Source: Win32 SetEvent.
 */
DWORD MprEventSet(HANDLE hEvent);

/**
 * MprEventReset - take the signal from an event
 * @hEvent: event to reset
 *
 * Every signal that arrived before the call is gone, also those of connections and connects
 * that nobody has waited for yet.
 *
 * Return: NO_ERROR or ERROR_INVALID_HANDLE.
 *
 * Source: Win32 ResetEvent.
 */
DWORD MprEventReset(HANDLE hEvent);

/**
 * MprEventWait - wait until an event is signalled
 * @hEvent: event to wait for
 * @dwMilliseconds: longest time to wait; 0 looks and returns at once, INFINITE never gives up
 *
 * Signal handlers of the process do not end the wait.  When another thread closes the event,
 * the wait fails with ERROR_INVALID_HANDLE.
 *
 * Return: WAIT_OBJECT_0 (signalled; an auto-reset event is now reset), WAIT_TIMEOUT or WAIT_FAILED.
 *
 * Source: Win32 WaitForSingleObject.
 */
DWORD MprEventWait(HANDLE hEvent, DWORD dwMilliseconds);

/**
 * MprEventWaitMany - wait until one or all of several events are signalled
 * @dwCount: number of handles, 1 to MAXIMUM_WAIT_OBJECTS
 * @phEvents: the events; the array is not kept.  With @fWaitAll no event may be in it twice
 * @fWaitAll: zero: wait for any; nonzero: for all at the same time (nothing is reset before that)
 * @dwMilliseconds: as with MprEventWait()
 *
 * Return: WAIT_OBJECT_0 + index of the first signalled event in the array (any) or WAIT_OBJECT_0
 * (all), WAIT_TIMEOUT, or WAIT_FAILED (ERROR_INVALID_PARAMETER: count out of range, array NULL,
 * an event twice; ERROR_INVALID_HANDLE: one of the handles is bad or was closed meanwhile).
 *
 * Source: Win32 WaitForMultipleObjects.
 */
DWORD MprEventWaitMany(DWORD dwCount, const HANDLE *phEvents, BOOL fWaitAll, DWORD dwMilliseconds);

/**
 * MprEventFd - descriptor for an event loop
 * @hEvent: event to watch
 *
 * The descriptor is readable (POLLIN) while the event is signalled.  It stays the same for the
 * life of the event and belongs to it: do not read, write or close it.  Readable is a hint, for a
 * message that turns out to be of no interest also wakes a poll: MprEventWait(hEvent, 0) tells
 * the truth, and is how an auto-reset event is consumed.
 *
 * Return: the descriptor, or -1 (ERROR_INVALID_HANDLE).
 */
int MprEventFd(HANDLE hEvent);

/**
 * MprEventClose - end an event object
 * @hEvent: event to close
 *
 * Its registrations end, a connect that was to signal it goes on without it.  Threads that wait
 * on it fail with ERROR_INVALID_HANDLE.
 *
 * Return: NO_ERROR or ERROR_INVALID_HANDLE.
 *
 * Source: Win32 CloseHandle.
 */
DWORD MprEventClose(HANDLE hEvent);

/**
 * MprEventGetLastError - code of the last MprEvent call of this thread that failed
 *
 * Return: a Win32 code; a call that succeeds leaves it alone.
 *
 * Source: Win32 GetLastError.
 */
DWORD MprEventGetLastError(void);

/**
 * MprEventSetLastError - set what MprEventGetLastError() returns in this thread
 * @dwError: a Win32 code
 *
 * Source: Win32 SetLastError.
 */
void MprEventSetLastError(DWORD dwError);

#ifdef __cplusplus
}
#endif

#endif /* MPREVENT_H */
