/* What download and upload of a document's content share. */
#ifndef RECORDS_DOCUMENTS_H
#define RECORDS_DOCUMENTS_H

#include "records/contents.h"

/* Of the content, strong: the document's version, and a view that stands for these bytes. */
struct slice document_content_etag(struct arena *arena, const struct content *content);

#endif
