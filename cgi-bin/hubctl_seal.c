/* Commands about the secret under which numbers and contents are sealed. */
#include "hubctl.h"

#include "base/clock.h"
#include "records/rotate.h"

/* Longer than any transaction that may still seal under what it found before. */
#define SETTLED_US (60 * CLOCK_SECOND)

int
hubctl_secrets_add(struct hubctl *hub, int argc, char **argv)
{
	static const struct hubctl_option options[] = {{0}};
	struct secret_about list[SECRETS_MAX];
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	if (!secrets_add(hub->settings->secrets_file, SECRET_SEAL, true, stderr))
		return 1;
	secrets_refresh(hub->secrets);
	size_t count = secrets_list(hub->secrets, SECRET_SEAL, list);
	printf(hub->json ? "{\"secret\":%u}\n"
			 : "seal %u is waiting; copy the file to every host, then run hubctl "
			   "rotate-seal\n",
	    (unsigned)list[count - 1].id);
	return 0;
}

static bool
is_waiting(const struct hubctl *hub)
{
	struct secret_about list[SECRETS_MAX];
	size_t count = secrets_list(hub->secrets, SECRET_SEAL, list);
	for (size_t i = 0; i < count; i++)
		if (list[i].waiting)
			return true;
	return false;
}

/* What is to seal from now on does. */
static bool
take_newest(struct hubctl *hub, bool make)
{
	const char *path = hub->settings->secrets_file;
	bool changed = true;
	if (make)
		changed = secrets_add(path, SECRET_SEAL, false, stderr);
	else if (is_waiting(hub))
		changed = secrets_use(path, SECRET_SEAL, stderr);
	secrets_refresh(hub->secrets);
	return changed;
}

static void
tell_progress(void *context, size_t done, size_t total, const struct reseal_count *count)
{
	const struct hubctl *hub = context;
	if (!hub->json)
		printf("%zu of %zu realms, %llu values sealed anew\n", done, total,
		    (unsigned long long)count->resealed);
}

/* Nothing was left for this run to do, and the last one began late enough to miss nobody. */
static bool
is_settled(const struct hubctl *hub, const struct reseal_count *count)
{
	return count->resealed == 0 && count->unreadable == 0 &&
	       secrets_changed_us(hub->secrets) < clock_now() - SETTLED_US;
}

static void
tell_removable(const struct hubctl *hub, uint32_t newest, bool settled)
{
	struct secret_about list[SECRETS_MAX];
	size_t count = secrets_list(hub->secrets, SECRET_SEAL, list);
	const char *comma = "";
	for (size_t i = 0; settled && i < count; i++) {
		if (list[i].id >= newest)
			continue;
		if (hub->json)
			printf("%s%u", comma, (unsigned)list[i].id);
		else
			printf("nothing is sealed under seal %u; its line can go once every host "
			       "has this file\n",
			    (unsigned)list[i].id);
		comma = ",";
	}
	if (!settled && !hub->json)
		puts("run it once more after a minute, to see that nothing was missed");
}

static void
tell(const struct hubctl *hub, const struct reseal_count *count)
{
	uint32_t newest = 0;
	secrets_newest(hub->secrets, SECRET_SEAL, &newest);
	printf(hub->json ? "{\"secret\":%u,\"resealed\":%llu,\"unreadable\":%llu,\"removable\":["
			 : "under seal %u: %llu values sealed anew, %llu open under no secret\n",
	    (unsigned)newest, (unsigned long long)count->resealed,
	    (unsigned long long)count->unreadable);
	tell_removable(hub, newest, is_settled(hub, count));
	if (hub->json)
		puts("]}");
}

int
hubctl_rotate_seal(struct hubctl *hub, int argc, char **argv)
{
	bool make = false;
	const struct hubctl_option options[] = {{"new", NULL, &make, false}, {0}};
	struct reseal_count count = {0};
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	if (!take_newest(hub, make))
		return 1;
	enum db_status status = rotate_seal(hub->db, hub->secrets, tell_progress, hub, &count);
	if (status != DB_OK)
		return hubctl_db_failed(hub, "rotate-seal", status);
	tell(hub, &count);
	return count.unreadable > 0;
}
