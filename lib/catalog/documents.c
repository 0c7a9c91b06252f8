/* Documents of persons: what is known of each. Contents are no field: lib/records/contents. */
#include "catalog/fields.h"

#include "catalog/documents.h"

/* clang-format off */
static const struct choice types[] = {
	{"i9", "Form I-9, employment eligibility"}, {"w4", "Form W-4, withholding"},
	{"state_tax", "Withholding form of a state"}, {"direct_deposit", "Direct deposit form"},
	{"offer_letter", "Offer letter"}, {"resume", "Resume"}, {"contract", "Contract"},
	{"policy_acknowledgement", "Policy acknowledgement"}, {"certification", "Certification"},
	{"license", "License"}, {"osha10", "OSHA 10-hour card"}, {"osha30", "OSHA 30-hour card"},
	{"union_card", "Union card"}, {"apprenticeship_agreement", "Apprenticeship agreement"},
	{"drug_test", "Drug test"}, {"medical", "Medical record"},
	{"fit_for_duty", "Fitness for duty"}, {"disciplinary", "Disciplinary record"},
	{"performance_review", "Performance review"}, {"garnishment", "Garnishment order"},
	{"government_id_copy", "Copy of a government identification"}, {"photo", "Photograph"},
	{"other", "Other"}, {0}
};

static const struct choice media_types[] = {
	{"application/pdf", "PDF"}, {"image/jpeg", "JPEG image"}, {"image/png", "PNG image"},
	{"image/webp", "WebP image"}, {"image/heic", "HEIC image"}, {"text/plain", "Text"},
	{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word document"},
	{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel workbook"}, {0}
};

static const struct choice confidentialities[] = {
	{"normal", "As other records of people"}, {"restricted", "For few eyes"},
	{"medical", "Kept apart, as the Americans with Disabilities Act asks"}, {0}
};

static const struct field fields[] = RECORD_FIELDS(
	REFERENCE("person_id", B, persons, REQUIRED | ONCE | FILTERABLE, "Whose document it is"),
	REFERENCE("employee_id", B, employees, FILTERABLE, "The employment that it belongs to, one of the person's"),
	CHOICE("type", B, types, REQUIRED | FILTERABLE, "What it is"),
	NAME("title", P, 120, REQUIRED, "Title"),
	TEXT("description", S, 500, 0, "Free text"),
	NAME("filename", P, 255, 0, "Name under which the content is saved; folders before it are left out"),
	LONG_CHOICE("media_type", B, 100, media_types, FILTERABLE, "Media type that the content must have; that of the content once it is there"),
	INTEGER("size_bytes", B, 1, DOCUMENT_BYTES_MAX, KEPT, "Length of the content; null until there is one"),
	TIME("content_updated_at", O, KEPT, "When the content last came; null until there is one"),
	DATE("issued_on", P, 0, "Day of issue"),
	DATE("expires_on", P, FILTERABLE | INDEXED, "Last day of validity, not before the day of issue"),
	STATE("confidentiality", B, confidentialities, "normal", FILTERABLE, "Who should see it")
);
/* clang-format on */

const struct resource resource_documents = {
    .name = "documents",
    .object = "document",
    .title = "Documents",
    .prefix = "doc",
    .table = "documents",
    .meaning = "A file about a person: first the record, then its content by PUT.",
    .operations = OPERATIONS_OF_RECORDS | OPERATION_DOWNLOAD,
    FIELDS(fields),
    .owner_column = "person_id",
    .owner = &resource_persons,
};
