// SPDX-License-Identifier: LGPL-2.1-or-later
/* Handle table. A handle is 1 << 31 | kind << 28 | serial number; its slot is serial % SLOTS. */
#include <pthread.h>
#include <stdbool.h>
#include <sys/mman.h>

#include "handle.h"

#define SLOTS (1U << 14)
#define SERIAL_MASK 0x0fffffffU
#define HANDLE_BIT 0x80000000U
#define KIND_SHIFT 28

struct slot {
	uint32_t value;			/* 0: free */
	struct mpr_object *obj;
};

/*
 * Lives in memory that the kernel clears in the child of a fork: the child starts with an empty
 * table and, as zero is the unlocked state, with a free lock, whatever other threads of the parent
 * were doing.
 */
struct table {
	pthread_mutex_t lock;
	struct slot slot[SLOTS];
};

static struct table *table;
static pthread_once_t table_once = PTHREAD_ONCE_INIT;

/* Not cleared by a fork, so that no new handle of the child equals one of the parent's. */
static uint32_t next_serial;

static void table_init(void)
{
	void *mem = mmap(NULL, sizeof(*table), PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (mem == MAP_FAILED)
		return;
	if (madvise(mem, sizeof(*table), MADV_WIPEONFORK)) {
		munmap(mem, sizeof(*table));
		return;
	}
	table = mem;
}

static bool table_lock(void)
{
	pthread_once(&table_once, table_init);
	if (!table)
		return false;
	pthread_mutex_lock(&table->lock);
	return true;
}

static void table_unlock(void)
{
	pthread_mutex_unlock(&table->lock);
}

/* The slot that holds this handle, or NULL. The table is locked. */
static struct slot *slot_of(HANDLE handle, enum mpr_handle_kind kind)
{
	uintptr_t wide = (uintptr_t)handle;
	uint32_t value = (uint32_t)wide;
	struct slot *slot;

	if (wide != value || value >> KIND_SHIFT != (HANDLE_BIT >> KIND_SHIFT | kind))
		return NULL;
	slot = &table->slot[value % SLOTS];
	return slot->value == value ? slot : NULL;
}

void mpr_object_init(struct mpr_object *obj, enum mpr_handle_kind kind,
		     void (*destroy)(struct mpr_object *obj))
{
	atomic_init(&obj->refs, 1);
	obj->kind = kind;
	obj->destroy = destroy;
}

struct mpr_object *mpr_object_ref(struct mpr_object *obj)
{
	atomic_fetch_add_explicit(&obj->refs, 1, memory_order_relaxed);
	return obj;
}

void mpr_object_put(struct mpr_object *obj)
{
	if (obj && atomic_fetch_sub_explicit(&obj->refs, 1, memory_order_acq_rel) == 1)
		obj->destroy(obj);
}

DWORD mpr_handle_new(struct mpr_object *obj, HANDLE *handle)
{
	DWORD ret = ERROR_NOT_ENOUGH_MEMORY;
	uint32_t tries;

	if (!table_lock())
		return ret;
	for (tries = 0; tries < SLOTS; tries++) {
		uint32_t serial = next_serial++ & SERIAL_MASK;
		struct slot *slot = &table->slot[serial % SLOTS];

		if (slot->value)
			continue;
		slot->value = HANDLE_BIT | (uint32_t)obj->kind << KIND_SHIFT | serial;
		slot->obj = obj;
		*handle = (HANDLE)(uintptr_t)slot->value;
		ret = NO_ERROR;
		break;
	}
	table_unlock();
	return ret;
}

struct mpr_object *mpr_handle_get(HANDLE handle, enum mpr_handle_kind kind)
{
	struct mpr_object *obj = NULL;
	struct slot *slot;

	if (!handle || !table_lock())
		return NULL;
	slot = slot_of(handle, kind);
	if (slot)
		obj = mpr_object_ref(slot->obj);
	table_unlock();
	return obj;
}

struct mpr_object *mpr_handle_remove(HANDLE handle, enum mpr_handle_kind kind)
{
	struct mpr_object *obj = NULL;
	struct slot *slot;

	if (!handle || !table_lock())
		return NULL;
	slot = slot_of(handle, kind);
	if (slot) {
		obj = slot->obj;
		slot->obj = NULL;
		slot->value = 0;
	}
	table_unlock();
	return obj;
}
