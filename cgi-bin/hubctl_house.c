/* Commands about the installation itself. */
#include "hubctl.h"

#include "catalog/column.h"
#include "db/migrate.h"

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
