/*
 * The step that remembers a request: builds the journal record from what the
 * steps noted, redacted, and appends it before the answer's first byte.
 */
#ifndef TRAIL_RECORD_H
#define TRAIL_RECORD_H

#include "web/call.h"

/*
 * struct program's `record`. Never fails the request: what cannot be appended is counted,
 * said in the error log once, and told in the history by the next record that gets through.
 */
void trail_record(struct call *call);

/* struct program's `stop` calls it: ends this process's journal file. */
void trail_record_stop(void);

#endif
