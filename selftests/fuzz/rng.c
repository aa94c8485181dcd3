// SPDX-License-Identifier: GPL-2.0-only
/* splitmix64: any three numbers make a stream of its own. */
#include "nl_fuzz.h"

static uint64_t mix(uint64_t x)
{
	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9ULL;
	x ^= x >> 27;
	x *= 0x94d049bb133111ebULL;
	return x ^ x >> 31;
}

uint64_t rng_next(struct rng *r)
{
	return mix(r->state += 0x9e3779b97f4a7c15ULL);
}

void rng_seed(struct rng *r, uint64_t a, uint64_t b, uint64_t c)
{
	r->state = mix(mix(mix(a) + b) + c);
}

uint32_t rng_below(struct rng *r, uint32_t n)
{
	return n ? (rng_next(r) >> 32) % n : 0;
}

bool rng_chance(struct rng *r, unsigned int percent)
{
	return rng_below(r, 100) < percent;
}
