/* Trades, places, projects and rates of the sample company. */
#include "records/sample_trades.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* clang-format off */
const struct sample_trade sample_trades[] = {
	{"CIV", "LAB", "Laborer", "LIUNA", "Laborers' International Union of North America",
	    "9411", "Laborers Local 9411", "5213", 31, "03-300", "Cast-in-place concrete", "03 30 00"},
	{"STL", "IRW", "Ironworker", "IW", "International Association of Bridge, Structural, Ornamental and Reinforcing Iron Workers",
	    "9084", "Iron Workers Local 9084", "5040", 42, "05-120", "Structural steel framing", "05 12 00"},
	{"ELE", "ELC", "Electrician", "IBEW", "International Brotherhood of Electrical Workers",
	    "9520", "IBEW Local 9520", "5190", 46, "26-050", "Electrical work", "26 05 00"},
	{"MEC", "PIP", "Pipefitter", "UA", "United Association of Plumbers and Pipefitters",
	    "9286", "Plumbers and Pipefitters Local 9286", "5183", 45, "22-050", "Plumbing", "22 05 00"},
	{"CAR", "CRP", "Carpenter", "UBC", "United Brotherhood of Carpenters and Joiners of America",
	    "9429", "Carpenters Local 9429", "5437", 36, "06-100", "Rough carpentry", "06 10 00"},
	{"EQP", "OPE", "Operating engineer", "IUOE", "International Union of Operating Engineers",
	    "9178", "Operating Engineers Local 9178", "7219", 40, "31-200", "Earth moving", "31 20 00"},
};

const struct sample_location sample_locations[] = {
	{"HQ", "Head office", "office", "100 Example Plaza", "Dallas", "TX", "75201", "+12145550100", "32.781000", "-96.797000"},
	{"YARD", "Equipment yard", "yard", "2200 Example Industrial Way", "Irving", "TX", "75061", "+19725550110", "32.814000", "-96.949000"},
	{"SHOP", "Fabrication shop", "shop", "2210 Example Industrial Way", "Irving", "TX", "75061", "+19725550111", "32.815000", "-96.950000"},
	{"S-RIVER", "Riverside Medical Center site", "jobsite", "1 Example River Road", "Fort Worth", "TX", "76102", "+18175550120", "32.755000", "-97.331000"},
	{"S-AIR", "Terminal D site", "jobsite", "7 Example Airfield Drive", "Austin", "TX", "78719", "+15125550130", "30.195000", "-97.670000"},
	{"S-DATA", "Prairie data center site", "jobsite", "40 Example Farm Road", "Tulsa", "OK", "74101", "+19185550140", "36.154000", "-95.993000"},
};

const struct sample_job sample_jobs[] = {
	{"24-018", "Riverside Medical Center", "active", "Example Health", 3, -420, 380, NULL, NULL},
	{"24-031", "Terminal D expansion", "active", "Example Airport Authority", 4, -300, 500, "EAA-2024-0031", "TX20260010"},
	{"25-004", "Prairie data center", "active", "Example Cloud", 5, -150, 210, NULL, NULL},
	{"25-012", "Levee repair, phase 2", "planned", "Example Water District", 3, 45, 400, "EWD-2025-0012", "TX20260022"},
	{"23-007", "Courthouse annex", "substantially_complete", "Example County", 0, -900, -20, NULL, NULL},
	{"22-002", "School gymnasium", "closed", "Example School District", 0, -1500, -700, NULL, NULL},
};

const struct sample_rate sample_rates[] = {
	{"ST", "Straight time", "regular", "multiply", "1.0000", "hour", -1460, 0},
	{"OT", "Time and a half", "overtime", "multiply", "1.5000", "hour", -1460, 0},
	{"DT", "Double time", "double_time", "multiply", "2.0000", "hour", -1460, 0},
	{"SHIFT2", "Second shift", "shift", "percent_of_base", "10.0000", "hour", -1460, 0},
	{"PERDIEM", "Per diem, last year", "per_diem", "fixed", "95.0000", "day", -730, -366},
	{"PERDIEM", "Per diem", "per_diem", "fixed", "105.0000", "day", -365, 0},
};
/* clang-format on */

const size_t sample_ntrades = COUNT(sample_trades);
const size_t sample_nlocations = COUNT(sample_locations);
const size_t sample_njobs = COUNT(sample_jobs);
const size_t sample_nrates = COUNT(sample_rates);

_Static_assert(COUNT(sample_trades) <= SAMPLE_TRADES_MAX, "ids are kept by position");
_Static_assert(COUNT(sample_locations) <= SAMPLE_LOCATIONS_MAX, "ids are kept by position");
_Static_assert(COUNT(sample_jobs) <= SAMPLE_JOBS_MAX, "ids are kept by position");
_Static_assert(COUNT(sample_rates) <= SAMPLE_RATES_MAX, "ids are kept by position");

size_t
sample_trade_of(const char *department)
{
	size_t at = 0;
	while (at < COUNT(sample_trades) && strcmp(sample_trades[at].department, department) != 0)
		at++;
	return at;
}
