/* Commands about the installation itself. */
#include "hubctl.h"

#include "access/companies.h"
#include "catalog/column.h"
#include "db/migrate.h"
#include "records/sample.h"

int
hubctl_migrate(struct hubctl *hub, int argc, char **argv)
{
	static const struct hubctl_option options[] = {{0}};
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	FILE *progress = hub->json ? stderr : stdout;
	if (!migrate_run(hub->db, hub->settings, progress, stderr))
		return 1;
	if (hub->json)
		puts("{\"migrated\":true}");
	return 0;
}

int
hubctl_secrets_create(struct hubctl *hub, int argc, char **argv)
{
	static const struct hubctl_option options[] = {{0}};
	if (!hubctl_options(options, argc, argv))
		return HUBCTL_USED_WRONGLY;
	const char *path = hub->settings->secrets_file;
	if (secrets_create(path)) {
		printf(hub->json ? "{\"created\":true}\n" : "secrets written; keep a copy apart\n");
		return 0;
	}
	fprintf(stderr, "hubctl: %s: exists already, or cannot be written\n", path);
	return 1;
}

int
hubctl_settings(struct hubctl *hub, int argc, char **argv)
{
	(void)hub, (void)argv;
	if (argc > 0)
		return HUBCTL_USED_WRONGLY;
	settings_describe(stdout);
	return 0;
}

int
hubctl_schema(struct hubctl *hub, int argc, char **argv)
{
	(void)hub;
	if (argc != 1)
		return HUBCTL_USED_WRONGLY;
	const struct resource *resource = catalog_find(slice_from(argv[0]));
	if (!resource) {
		fprintf(stderr, "hubctl: there is no resource of that name; these there are:\n");
		for (size_t i = 0; catalog[i]; i++)
			fprintf(stderr, "  %s\n", catalog[i]->name);
		return 1;
	}
	catalog_print_schema(resource, stdout);
	return 0;
}

static int
fill(struct hubctl *hub, const struct company *company, enum mode mode, uint64_t seed,
    uint64_t count)
{
	uint64_t realm_id = mode == MODE_LIVE ? company->live_realm : company->test_realm;
	if (realm_id == 0) {
		fprintf(stderr, "hubctl: --mode: the company has no sandbox\n");
		return 1;
	}
	enum db_status status =
	    sample_fill(hub->db, hub->secrets, company->entity_id, realm_id, seed, (size_t)count);
	if (status == DB_DUPLICATE) {
		fprintf(stderr, "hubctl: sample: there are such records already\n");
		return 1;
	}
	if (status != DB_OK)
		return hubctl_db_failed(hub, "sample", status);
	printf(
	    hub->json ? "{\"employees\":%llu}\n" : "%llu employees\n", (unsigned long long)count);
	return 0;
}

int
hubctl_sample(struct hubctl *hub, int argc, char **argv)
{
	struct slice entity = SLICE_NONE, mode_text = SLICE_NONE;
	struct slice count_text = SLICE("250"), seed_text = SLICE("1");
	uint64_t count, seed;
	enum mode mode;
	struct company company;
	struct act act;
	const struct hubctl_option options[] = {
	    {"entity", &entity, NULL, true},
	    {"mode", &mode_text, NULL, true},
	    {"employees", &count_text, NULL, false},
	    {"seed", &seed_text, NULL, false},
	    {0},
	};
	if (!hubctl_options(options, argc, argv) || !mode_read(mode_text, &mode) ||
	    !slice_to_u64(count_text, SAMPLE_EMPLOYEES_MAX, &count) ||
	    !slice_to_u64(seed_text, INT64_MAX, &seed))
		return HUBCTL_USED_WRONGLY;
	if (!hubctl_company(hub, entity, &act, &company))
		return 1;
	return fill(hub, &company, mode, seed, count);
}
