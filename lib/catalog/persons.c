/* Persons: who somebody is, apart from any employment. */
#include "catalog/fields.h"

/* clang-format off */
static const struct choice suffixes[] = {
	{"jr", "Junior"}, {"sr", "Senior"}, {"ii", "The second"}, {"iii", "The third"},
	{"iv", "The fourth"}, {"v", "The fifth"}, {0},
};

static const struct choice genders[] = {
	{"female", "Female"}, {"male", "Male"}, {"non_binary", "Non-binary"}, {"other", "Other"},
	{"prefer_not_to_disclose", "Prefers not to say"}, {0},
};

/* EEO-1, with the category that OMB's Directive 15 of 2024 added. */
static const struct choice races[] = {
	{"hispanic_or_latino", "Hispanic or Latino"}, {"white", "White"},
	{"black_or_african_american", "Black or African American"}, {"asian", "Asian"},
	{"native_hawaiian_or_other_pacific_islander", "Native Hawaiian or other Pacific Islander"},
	{"american_indian_or_alaska_native", "American Indian or Alaska Native"},
	{"middle_eastern_or_north_african", "Middle Eastern or North African"},
	{"two_or_more_races", "Two or more races"},
	{"prefer_not_to_disclose", "Prefers not to say"}, {0},
};

/* VETS-4212. */
static const struct choice veterans[] = {
	{"disabled_veteran", "Disabled veteran"},
	{"recently_separated", "Recently separated veteran"},
	{"active_duty_wartime_or_campaign_badge", "Active duty wartime or campaign badge veteran"},
	{"armed_forces_service_medal", "Armed Forces service medal veteran"},
	{"not_protected_veteran", "Not a protected veteran"},
	{"prefer_not_to_disclose", "Prefers not to say"}, {0},
};

/* Form CC-305. */
static const struct choice disabilities[] = {
	{"yes", "Has, or had, a disability"}, {"no", "Has no disability"},
	{"prefer_not_to_answer", "Prefers not to answer"}, {0},
};

static const struct choice marital_statuses[] = {
	{"single", "Single"}, {"married_filing_jointly", "Married, filing jointly"},
	{"married_filing_separately", "Married, filing separately"},
	{"head_of_household", "Head of household"},
	{"qualifying_surviving_spouse", "Qualifying surviving spouse"}, {0},
};

/* The groups of form I-9. */
static const struct choice work_authorizations[] = {
	{"us_citizen", "Citizen of the United States"},
	{"noncitizen_national", "Noncitizen national of the United States"},
	{"lawful_permanent_resident", "Lawful permanent resident"},
	{"authorized_to_work", "Alien authorized to work"},
	{"not_authorized", "Not authorized to work"}, {"unknown", "Not known"}, {0},
};

static const struct field fields[] = RECORD_FIELDS(
	NAME("legal_first_name", P, 100, FILTERABLE | INDEXED, "Given name; may be absent if single_name is true"),
	NAME("legal_middle_name", P, 100, 0, "Middle names"),
	NAME("legal_last_name", P, 100, REQUIRED | FILTERABLE | SORTABLE, "Family name, or the only name"),
	BOOL("single_name", P, "false", 0, "Whether the person has one name only, kept as the last name"),
	CHOICE("suffix", P, suffixes, 0, "Generation, as it follows the name"),
	NAME("preferred_first_name", P, 100, FILTERABLE | INDEXED, "What the person is called at work"),
	NAMES("former_last_names", P, 5, 0, "Family names borne before"),
	NAME("display_name", P, 201, REQUIRED | KEPT | FILTERABLE | SORTABLE, "Preferred or first name, and last name"),
	DATE("date_of_birth", S, FILTERABLE | INDEXED, "At least 14 years ago"),
	CHOICE("gender", S, genders, 0, "Gender"),
	NAME("pronouns", P, 40, 0, "Pronouns"),
	CHOICES("race_ethnicity", S, 9, races, 0, "Categories of EEO-1"),
	CHOICES("veteran_status", S, 6, veterans, 0, "Categories of VETS-4212"),
	CHOICE("disability_status", S, disabilities, 0, "Self-identification by form CC-305"),
	CHOICE("marital_status", S, marital_statuses, 0, "Filing status for taxes"),
	COUNTRIES("citizenship_countries", S, 3, 0, "Citizenships, ISO 3166-1"),
	CHOICE("work_authorization", S, work_authorizations, 0, "Right to work by form I-9"),
	DATE("work_authorization_expires_on", S, 0, "Last day of that right, if it ends"),
	STRING("preferred_language", B, 35, language, FILTERABLE, "Language to write to the person in, BCP 47"),
	DATE("deceased_on", S, 0, "Day of death; not before the date of birth"),
	TEXT("notes", S, 2000, 0, "Free text")
);
/* clang-format on */

const struct resource resource_persons = {
    .name = "persons",
    .object = "person",
    .title = "Persons",
    .prefix = "per",
    .table = "persons",
    .meaning = "Who somebody is, apart from any employment.",
    .operations = OPERATIONS_OF_RECORDS,
    FIELDS(fields),
    .employee_column = "person_id",
    .creator_column = "creator_key_id",
};
