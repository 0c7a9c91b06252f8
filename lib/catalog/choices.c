/* Choices that fields of more than one resource offer. */
#include "catalog/choices.h"

/* clang-format off */
const struct choice choices_flsa_status[] = {
	{"exempt", "Exempt"}, {"nonexempt", "Nonexempt"},
	{"salaried_nonexempt", "Salaried nonexempt"}, {"owner", "Owner"}, {0}
};

const struct choice choices_eeo1_job_category[] = {
	{"executive_senior_officials", "Executive and senior officials and managers"},
	{"first_mid_officials_managers", "First and mid-level officials and managers"},
	{"professionals", "Professionals"}, {"technicians", "Technicians"},
	{"sales_workers", "Sales workers"}, {"administrative_support", "Administrative support"},
	{"craft_workers", "Craft workers"}, {"operatives", "Operatives"},
	{"laborers_helpers", "Laborers and helpers"}, {"service_workers", "Service workers"}, {0}
};

const struct choice choices_skill_level[] = {
	{"journeyman", "Journeyman"}, {"foreman", "Foreman"}, {"general_foreman", "General foreman"},
	{"apprentice", "Apprentice"}, {"helper", "Helper"}, {"trainee", "Trainee"},
	{"superintendent", "Superintendent"}, {"other", "Other"}, {0}
};
/* clang-format on */
