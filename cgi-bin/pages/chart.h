/* The dashboard's two plots: figures into numbers of an SVG and words for its labels. */
#ifndef PAGES_CHART_H
#define PAGES_CHART_H

#include "cgi-bin/pages/link.h"
#include "cgi-bin/pages/say.h"
#include "templates/pages.h"
#include "trail/figures.h"

/* Fills the fields of {part bar_chart} in data; days link to `history` with their dates. */
void chart_show(const struct say *say, const struct figures *figures, const struct link *history,
    struct hub_dashboard *data);

/* The next of 2, 4, 10, 20, 40, 100 … that is not below the value: its half is whole. */
uint64_t chart_scale(uint64_t value);

#endif
