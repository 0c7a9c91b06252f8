/* Limits of documents that others than their table need to know. */
#ifndef CATALOG_DOCUMENTS_H
#define CATALOG_DOCUMENTS_H

#define DOCUMENT_BYTES_MAX (25 * 1024 * 1024)

#endif
