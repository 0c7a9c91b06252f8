/*
 * What the sample company is made of: names of people, departments and positions.
 */
#ifndef RECORDS_SAMPLE_WORDS_H
#define RECORDS_SAMPLE_WORDS_H

#include <stddef.h>

struct sample_name {
	const char *name;
	const char *plain; /* as it stands in an e-mail address */
};

struct sample_department {
	const char *code, *name;
	const char *parent; /* code, of one before it; NULL at the top */
	const char *gl_segment, *cost_center;
	unsigned share;        /* of the employees, among all shares; 0: nobody, and inactive */
	const char *head;      /* title of who runs it */
	const char *foreman;   /* title of who leads some of the others; NULL in offices */
	const char *titles[4]; /* of the others */
	const char *eeo1;
	const char *workers_comp;
	unsigned pay_from, pay_to; /* an hour with a foreman, else thousands a year */
};

extern const struct sample_name sample_first_names[], sample_last_names[];
extern const size_t sample_nfirst, sample_nlast;
extern const struct sample_department sample_departments[];
extern const size_t sample_ndepartments;

#define SAMPLE_DEPARTMENTS_MAX 32

#endif
