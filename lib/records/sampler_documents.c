/* Documents of a sample employee, with their contents. */
#include "catalog/resources.h"
#include "records/sample_files.h"
#include "records/sampler.h"

#define FORM_LINE "Sample data: nobody's form."

static struct record
make_document(struct sampler *sampler, struct arena *arena, const struct sample *sample,
    const char *type, const char *title, const char *filename)
{
	struct record record =
	    sampler_record(sampler, arena, &resource_documents, sampler_id(sampler));
	sampler_refer(&record, "person_id", record_id(&sample->person));
	sampler_refer(&record, "employee_id", record_id(&sample->employee));
	sampler_text(&record, "type", type);
	sampler_text(&record, "title", title);
	sampler_text(&record, "filename", filename);
	return record;
}

static void
put(struct sampler *sampler, struct sample *sample, struct record record, const char *media_type,
    struct slice content)
{
	sampler_text(&record, "media_type", media_type);
	sampler_integer(&record, "size_bytes", (int64_t)content.len);
	record_set(&record, "content_updated_at", value_time(sampler->now_us));
	sample->documents[sample->ndocuments] = record;
	sample->contents[sample->ndocuments++] = content;
}

static void
put_card(struct sampler *sampler, struct arena *arena, struct sample *sample)
{
	static const uint32_t colours[] = {0x1f6feb, 0xd29922, 0x2da44e, 0x8250df};
	int32_t issued = sampler->today - (int32_t)sampler_between(sampler, 30, 1500);
	struct record card =
	    make_document(sampler, arena, sample, "osha10", "OSHA 10-hour card", "osha-10.png");
	record_set(&card, "issued_on", value_date(issued));
	put(sampler, sample, card, "image/png",
	    sample_png(arena, colours[sampler_below(sampler, 4)]));
}

void
sampler_documents(struct sampler *sampler, struct arena *arena, struct sample *sample)
{
	struct record form = make_document(
	    sampler, arena, sample, "i9", "Form I-9, employment eligibility", "form-i-9.pdf");
	sample->ndocuments = 0;
	sampler_text(&form, "confidentiality", "restricted");
	record_set(&form, "issued_on", *record_at(&sample->employee, "hire_date"));
	put(sampler, sample, form, "application/pdf",
	    sample_pdf(arena, "Form I-9, employment eligibility", FORM_LINE));
	if (sampler_percent(sampler, 40))
		put_card(sampler, arena, sample);
}
