/*
 * What the steps remember of one request between them. lib/access only; hangs on
 * the caller as an opaque pointer.
 */
#ifndef ACCESS_ADMISSION_H
#define ACCESS_ADMISSION_H

#include "access/credentials.h"
#include "web/call.h"

struct admission {
	/* A key: */
	struct slice text;               /* the credential as it was sent */
	const struct identity *identity; /* in the process's cache; NULL until identified */
	struct limit_verdict verdict;    /* of the key's limits, once spent */
	bool spent;
	bool of_address;         /* the address's budget was asked */
	uint64_t address_number; /* its slot in the limiter */
	/* A user: */
	bool suspended; /* the company: the portal reads only */
};

/* Of this request, made at the first call. */
struct admission *admission_of(struct call *call);

/* What an address may spend on 401s. */
struct limit_pair admission_address_limit(const struct settings *settings);

/*
 * RateLimit-Policy and RateLimit: the key's policies, or the address's for who is not
 * identified; nothing on what is open to all.
 */
void admission_put_limits(struct call *call);

/* X-Key-Expires-At, while the end of the secret or its key is at most 30 days ahead. */
void admission_put_expiry(struct call *call);

/* 429 naming the policy that refused, with Retry-After. */
void admission_refuse_limit(
    struct call *call, const struct limit_verdict *verdict, const struct limit_pair *limits);

#endif
