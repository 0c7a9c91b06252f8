/* Names and positions; no person is meant. */
#include "records/sample_words.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* clang-format off */
const struct sample_name sample_first_names[] = {
	{"Ada", "ada"}, {"Aisha", "aisha"}, {"Alma", "alma"}, {"Amir", "amir"}, {"Ana", "ana"},
	{"Ángel", "angel"}, {"Anton", "anton"}, {"Bao", "bao"}, {"Beatriz", "beatriz"}, {"Bill", "bill"},
	{"Bożena", "bozena"}, {"Caleb", "caleb"}, {"Carmen", "carmen"}, {"Chidi", "chidi"}, {"Dale", "dale"},
	{"Darnell", "darnell"}, {"Deborah", "deborah"}, {"Dmitri", "dmitri"}, {"Earl", "earl"}, {"Elena", "elena"},
	{"Emeka", "emeka"}, {"Esther", "esther"}, {"Farid", "farid"}, {"Fiona", "fiona"}, {"Frank", "frank"},
	{"Gloria", "gloria"}, {"Grady", "grady"}, {"Guadalupe", "guadalupe"}, {"Hank", "hank"}, {"Héctor", "hector"},
	{"Ibrahim", "ibrahim"}, {"Ingrid", "ingrid"}, {"Ivan", "ivan"}, {"Jamal", "jamal"}, {"Jean-Luc", "jeanluc"},
	{"Jesús", "jesus"}, {"Joan", "joan"}, {"Jorge", "jorge"}, {"Keiko", "keiko"}, {"Kwame", "kwame"},
	{"Latoya", "latoya"}, {"Leilani", "leilani"}, {"Linh", "linh"}, {"Lorenzo", "lorenzo"}, {"Lucía", "lucia"},
	{"Mae", "mae"}, {"Marcus", "marcus"}, {"Mei", "mei"}, {"Miguel", "miguel"}, {"Nadia", "nadia"},
	{"Nell", "nell"}, {"Olga", "olga"}, {"Omar", "omar"}, {"Otis", "otis"}, {"Patrice", "patrice"},
	{"Pedro", "pedro"}, {"Priya", "priya"}, {"Quinn", "quinn"}, {"Ramón", "ramon"}, {"Rosa", "rosa"},
	{"Roy", "roy"}, {"Ruth", "ruth"}, {"Sakura", "sakura"}, {"Samir", "samir"}, {"Sean", "sean"},
	{"Sofía", "sofia"}, {"Søren", "soren"}, {"Tariq", "tariq"}, {"Tess", "tess"}, {"Tomás", "tomas"},
	{"Uma", "uma"}, {"Vera", "vera"}, {"Wade", "wade"}, {"Wanda", "wanda"}, {"Xavier", "xavier"},
	{"Yolanda", "yolanda"}, {"Yusuf", "yusuf"}, {"Zachary", "zachary"}, {"Zoë", "zoe"},
};

const struct sample_name sample_last_names[] = {
	{"Abara", "abara"}, {"Ackerly", "ackerly"}, {"Alvarado", "alvarado"}, {"Amadi", "amadi"}, {"Anand", "anand"},
	{"Bancroft", "bancroft"}, {"Beltrán", "beltran"}, {"Birdsong", "birdsong"}, {"Brannigan", "brannigan"},
	{"Calloway", "calloway"}, {"Cárdenas", "cardenas"}, {"Castellanos", "castellanos"}, {"Chukwu", "chukwu"},
	{"Côté", "cote"}, {"Crane", "crane"}, {"Dalgaard", "dalgaard"}, {"Delacroix", "delacroix"}, {"Desai", "desai"},
	{"Dombrowski", "dombrowski"}, {"Duarte", "duarte"}, {"Ekström", "ekstrom"}, {"El-Amin", "elamin"},
	{"Escobedo", "escobedo"}, {"Fairweather", "fairweather"}, {"Farouk", "farouk"}, {"Feng", "feng"},
	{"Ferreira", "ferreira"}, {"Galloway", "galloway"}, {"Gómez-Rivas", "gomezrivas"}, {"Grzelak", "grzelak"},
	{"Halvorsen", "halvorsen"}, {"Hargrove", "hargrove"}, {"Hatathli", "hatathli"}, {"Hawkins", "hawkins"},
	{"Ibáñez", "ibanez"}, {"Ingersoll", "ingersoll"}, {"Jankowski", "jankowski"}, {"Kalani", "kalani"},
	{"Kaur", "kaur"}, {"Keller", "keller"}, {"Kovač", "kovac"}, {"Lacroix", "lacroix"}, {"Lindqvist", "lindqvist"},
	{"Luján", "lujan"}, {"MacTavish", "mactavish"}, {"Maldonado", "maldonado"}, {"Mbeki", "mbeki"},
	{"McAllister", "mcallister"}, {"Moreau", "moreau"}, {"Mwangi", "mwangi"}, {"Nakamura", "nakamura"},
	{"Navarro", "navarro"}, {"Nguyễn", "nguyen"}, {"Nordstrom", "nordstrom"}, {"Núñez", "nunez"},
	{"O'Rourke", "orourke"}, {"Obi", "obi"}, {"Okafor", "okafor"}, {"Olsen", "olsen"}, {"Ortega", "ortega"},
	{"Pellegrino", "pellegrino"}, {"Petrov", "petrov"}, {"Quintero", "quintero"}, {"Raghavan", "raghavan"},
	{"Redbird", "redbird"}, {"Rosenthal", "rosenthal"}, {"Saldaña", "saldana"}, {"Sato", "sato"},
	{"Schreiber", "schreiber"}, {"Sesay", "sesay"}, {"Stonebridge", "stonebridge"}, {"Szymański", "szymanski"},
	{"Tafoya", "tafoya"}, {"Thibodeaux", "thibodeaux"}, {"Tran", "tran"}, {"Underhill", "underhill"},
	{"Vance", "vance"}, {"Villaseñor", "villasenor"}, {"Wainwright", "wainwright"}, {"Whitehorse", "whitehorse"},
	{"Yazzie", "yazzie"}, {"Yoon", "yoon"}, {"Zambrano", "zambrano"}, {"Zielinski", "zielinski"},
};

const struct sample_department sample_departments[] = {
	{"EXEC", "Executive office", NULL, "10", "1000", 1, "President", NULL,
	    {"Executive assistant", "Vice president", "General counsel", "Chief estimator"},
	    "executive_senior_officials", "8810", 70, 240},
	{"OPS", "Field operations", "EXEC", "20", "2000", 2, "Vice president of operations", NULL,
	    {"Superintendent", "Assistant superintendent", "Field engineer", "Scheduler"},
	    "first_mid_officials_managers", "5606", 70, 140},
	{"CIV", "Civil and concrete", "OPS", "21", "2100", 14, "General foreman, concrete", "Concrete foreman",
	    {"Cement mason", "Laborer", "Form carpenter", "Rodbuster"}, "craft_workers", "5213", 24, 46},
	{"STL", "Structural steel", "OPS", "22", "2200", 8, "General foreman, steel", "Ironworker foreman",
	    {"Ironworker", "Welder", "Rigger", "Apprentice ironworker"}, "craft_workers", "5040", 30, 56},
	{"ELE", "Electrical", "OPS", "23", "2300", 10, "General foreman, electrical", "Electrical foreman",
	    {"Electrician", "Apprentice electrician", "Cable splicer", "Low voltage technician"},
	    "craft_workers", "5190", 28, 60},
	{"MEC", "Mechanical and plumbing", "OPS", "24", "2400", 9, "General foreman, mechanical", "Pipefitter foreman",
	    {"Plumber", "Pipefitter", "Sheet metal worker", "Apprentice plumber"}, "craft_workers", "5183", 28, 58},
	{"CAR", "Carpentry and finishes", "OPS", "25", "2500", 10, "General foreman, carpentry", "Carpenter foreman",
	    {"Carpenter", "Drywall finisher", "Painter", "Apprentice carpenter"}, "craft_workers", "5437", 24, 48},
	{"EQP", "Equipment and yard", "OPS", "26", "2600", 8, "Equipment manager", "Lead operator",
	    {"Operating engineer", "Truck driver", "Mechanic", "Yard attendant"}, "operatives", "7219", 22, 50},
	{"PM", "Project management", "EXEC", "30", "3000", 5, "Director of projects", NULL,
	    {"Project manager", "Project engineer", "Assistant project manager", "Document controller"},
	    "professionals", "5606", 65, 150},
	{"EST", "Estimating", "PM", "31", "3100", 2, "Estimating manager", NULL,
	    {"Estimator", "Junior estimator", "Quantity surveyor", "Bid coordinator"}, "professionals", "8810", 60, 120},
	{"SAF", "Safety and quality", "EXEC", "40", "4000", 2, "Safety director", NULL,
	    {"Safety manager", "Site safety officer", "Quality inspector", "Trainer"}, "technicians", "5606", 55, 110},
	{"FIN", "Finance and payroll", "EXEC", "50", "5000", 3, "Controller", NULL,
	    {"Payroll specialist", "Accountant", "Accounts payable clerk", "Certified payroll clerk"},
	    "administrative_support", "8810", 48, 105},
	{"HR", "People", "EXEC", "60", "6000", 2, "Director of people", NULL,
	    {"Recruiter", "Benefits specialist", "Generalist", "Apprenticeship coordinator"},
	    "administrative_support", "8810", 50, 100},
	{"MAR", "Marine works (closed)", "OPS", "29", "2900", 0, NULL, NULL, {NULL, NULL, NULL, NULL}, NULL, NULL, 0, 0},
};
/* clang-format on */

const size_t sample_nfirst = COUNT(sample_first_names);
const size_t sample_nlast = COUNT(sample_last_names);
const size_t sample_ndepartments = COUNT(sample_departments);

_Static_assert(COUNT(sample_departments) <= SAMPLE_DEPARTMENTS_MAX, "heads are kept by position");
