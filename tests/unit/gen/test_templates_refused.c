/*
 * Templates that must not compile: each is written to a file, given to the compiler,
 * and its complaint compared. Runs from the top of the build, where the compiler lies.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define COMPILER "lib/gen/templates"
#define DATA                                                                                       \
	"{# A bad one. #}\n{data bad t text, u url, n i64, c count, yes bool, rows list of row}\n" \
	"{record row name text}\n"

/* Bodies begin at line 4. */
static const struct {
	const char *rule;
	const char *body;
	const char *complaint;
} cases[] = {
    {"no value in an unquoted attribute", "<p class={t}></p>",
	"4: the value of class needs double quotes"},
    {"no unquoted attribute at all", "<p class=x></p>",
	"4: the value of class needs double quotes"},
    {"no single quotes", "<p class='x'></p>", "4: the value of class needs double quotes"},
    {"no value in a style", "<p style=\"{t}\"></p>", "4: the attribute style is not written here"},
    {"no style at all", "<p style=\"top:0\"></p>", "4: the attribute style is not written here"},
    {"no event handler", "<p onclick=\"go()\"></p>",
	"4: the attribute onclick is not written here"},
    {"no event handler without a value", "<p onfocus></p>",
	"4: the attribute onfocus is not written here"},
    {"no srcdoc", "<p srcdoc=\"{t}\"></p>", "4: the attribute srcdoc is not written here"},
    {"no meta refresh", "<meta http-equiv=\"refresh\">",
	"4: the attribute http-equiv is not written here"},
    {"no value in an unknown attribute", "<p foo=\"{t}\"></p>",
	"4: no value may stand in the attribute foo"},
    {"no value in type but an input's", "<script type=\"{t}\"></script>",
	"4: no value may stand in the attribute type"},
    {"no value as a tag's name", "<{t}></p>",
	"4: no value may stand inside a tag but in quoted attributes"},
    {"no value in a tag's name", "<h{n}>",
	"4: no value may stand inside a tag but in quoted attributes"},
    {"no value as an attribute", "<p {t}></p>",
	"4: no value may stand inside a tag but in quoted attributes"},
    {"no value in an attribute's name", "<p data-{t}=\"\"></p>",
	"4: no value may stand inside a tag but in quoted attributes"},
    {"no value in an end tag", "<p></{t}>",
	"4: no value may stand inside a tag but in quoted attributes"},
    {"no value in a script", "<script>{t}</script>", "4: no value may stand in a script"},
    {"no inline script", "<script>\n\nrun()</script>", "4: no inline script"},
    {"no style element", "<style></style>", "4: <style> is not written here"},
    {"no frame", "<iframe src=\"/x\"></iframe>", "4: <iframe> is not written here"},
    {"no base", "<base href=\"/x\">", "4: <base> is not written here"},
    {"no HTML comment", "<p><!-- {t} --></p>", "4: comments are written {# … #}"},
    {"no HTML comment at the top", "<!-- x -->", "4: comments are written {# … #}"},
    {"no value in a doctype", "<!doctype {t}>",
	"4: no value may stand inside a tag but in quoted attributes"},
    {"no text begins a link", "<a href=\"{t}\">x</a>",
	"4: only a value of type url may begin href"},
    {"no number begins a link", "<a href=\"{n}\">x</a>",
	"4: only a value of type url may begin href"},
    {"no script link", "<a href=\"javascript:x\">x</a>",
	"4: href begins with / ? # https://host/ or a value of type url, not with 'javascript:x'"},
    {"no script link with a value", "<a href=\"javascript:{t}\">x</a>",
	"4: href begins with / ? # https://host/ or a value of type url, not with 'javascript:'"},
    {"no other data link", "<a href=\"data:text/html,{t}\">x</a>",
	"4: href begins with / ? # https://host/ or a value of type url, not with "
	"'data:text/html,'"},
    {"no other host by slashes", "<a href=\"//{t}\">x</a>",
	"4: href begins with / ? # https://host/ or a value of type url, not with '//'"},
    {"no value as a host", "<a href=\"https://{t}/x\">x</a>",
	"4: href begins with / ? # https://host/ or a value of type url, not with 'https://'"},
    {"no text begins a branch's link", "<a href=\"{if yes}{u}{else}{t}{end}\">x</a>",
	"4: only a value of type url may begin href"},
    {"no link that begins in one branch only", "<a href=\"{if yes}{u}{end}{t}\">x</a>",
	"4: the branches that began at line 4 end in different places"},
    {"no link that begins in a loop", "<a href=\"{each rows as r}/{r.name}{end}\">x</a>",
	"4: the branches that began at line 4 end in different places"},
    {"no text in geometry", "<svg><rect width=\"{t}\"/></svg>",
	"4: width takes numbers of type i64 or u64"},
    {"no grouped number in geometry", "<svg><rect d=\"M{c}\"/></svg>",
	"4: d takes numbers of type i64 or u64"},
    {"no bool as text", "<p>{yes}</p>", "4: only texts, urls and numbers can be shown"},
    {"no list as text", "<p>{rows}</p>", "4: only texts, urls and numbers can be shown"},
    {"no unknown name", "<p>\n{name}</p>", "5: 'name' is not declared in bad"},
    {"no unknown field", "{each rows as r}{r.size}{end}", "4: 'size' is not declared in row"},
    {"no field of a text", "{t.size}", "4: 't' has no fields"},
    {"no loop's name after its end", "{each rows as r}{end}{r.name}",
	"4: 'r' is not declared in bad"},
    {"no loop's name where there are none", "{each rows as r}{else}{r.name}{end}",
	"4: 'r' is not declared in bad"},
    {"no second meaning", "{each rows as t}{end}", "4: 't' means something else already"},
    {"no loop over a text", "{each t as r}{end}", "4: {each} goes over a list"},
    {"no comparison of numbers", "{if n is \"3\"}{end}", "4: 'is' compares a text with a \"word\""},
    {"no mixing of and and or", "{if yes and n or c}{end}", "4: 'or' is not understood here"},
    {"no unclosed element", "<div>\n<p>\n</div>", "6: </div> while <p> of line 5 is open"},
    {"no element open at the end", "<div>\n<b>\n</b>", "4: <div> is never closed"},
    {"no end tag alone", "</p>", "4: </p> closes nothing"},
    {"no element left open by a branch", "{if yes}\n<div>{end}</div>",
	"5: <div> is still open where its braces end"},
    {"no element left open by a loop", "{each rows as r}<div>{end}",
	"4: <div> is still open where its braces end"},
    {"no element closed by a branch", "<div>\n{if yes}</div>{end}",
	"5: </div> closes an element opened outside these braces"},
    {"no quote opened by a branch", "<p {if yes}class=\"{end}x\"></p>",
	"4: the branches that began at line 4 end in different places"},
    {"no quote opened by the second branch", "<p {if yes}a{else}class=\"{end}x\"></p>",
	"4: the branches that began at line 4 end in different places"},
    {"no block in a paragraph", "<p><div></div></p>", "4: <div> inside <p>"},
    {"no link in a link", "<a href=\"/\"><b><a href=\"/\"></a></b></a>", "4: <a> inside <a>"},
    {"no element in a title", "<title><b></b></title>", "4: <title> holds no elements"},
    {"no self-closing outside SVG", "<div/>", "4: <div/> closes itself outside <svg>"},
    {"no missing end", "{if yes}\n<p></p>", "4: these braces have no {end}"},
    {"no end alone", "{end}", "4: {end} ends nothing"},
    {"no else alone", "{else}", "4: {else} belongs to no {if} or {each}"},
    {"no second else", "{if yes}{else}{else}{end}", "4: {else} belongs to no {if} or {each}"},
    {"no unknown part", "{part other()}", "4: no part is called 'other'"},
    {"no part in an attribute", "<p class=\"{part bad(t: t)}\"></p>",
	"4: a part stands between tags"},
    {"no argument missing", "{part bad(t: t)}", "4: the part bad needs 'u'"},
    {"no argument unknown", "{part bad(size: t)}", "4: the part bad knows no 'size'"},
    {"no argument twice", "{part bad(t: t, t: t)}", "4: 't' is given twice"},
    {"no argument of another type", "{part bad(n: t)}", "4: 'n' is of another type"},
    {"no text for a link", "{part bad(u: t)}", "4: 'u' is of another type"},
    {"no joined text that begins a link", "{part bad(u: \"{t}x\")}", "4: 'u' is of another type"},
    {"no markup in a literal text", "{\"<b>\"}", "4: a literal text holds no markup"},
    {"no content inside braces", "{if yes}{content}{end}",
	"4: {content} stands once, between tags, outside other braces"},
    {"no unclosed braces", "<p>{t</p>", "4: braces are not closed"},
    {"no stray brace", "<p>}</p>", "4: a brace closes nothing"},
    {"no word that means nothing", "{t u}", "4: 'u' is not understood here"},
    {"no unclosed comment", "{# x", "4: a comment is not closed"},
    {"no file that ends in a tag", "<p", "4: the file ends inside a tag"},
};

static char folder[] = "/tmp/hub-templates-XXXXXX";
static char path[64], header[64], source[64];

/* What the compiler says of path, without the folder; the exit status in *status. */
static void
compile(char *said, size_t size, int *status)
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		execl(COMPILER, COMPILER, header, source, path, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	FILE *answer = fdopen(ends[0], "r");
	size_t len = fread(said, 1, size - 1, answer);
	said[len] = '\0';
	fclose(answer);
	waitpid(child, status, 0);
}

static void
write_template(const char *declarations, const char *body)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(declarations, file);
	fputs(body, file);
	fclose(file);
}

static void
expect(const char *rule, const char *declarations, const char *body, const char *complaint)
{
	char said[1000], wanted[1000];
	int status = 0;
	write_template(declarations, body);
	compile(said, sizeof said, &status);
	snprintf(wanted, sizeof wanted, "%s:%s\n", path, complaint);
	if (strcmp(said, wanted) != 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 1)
		fail_msg("%s: wanted '%s' and exit 1, got '%s' and status %d", rule, wanted, said,
		    status);
}

static void
refuses_what_is_not_safe_or_not_sound(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect(cases[i].rule, DATA, cases[i].body, cases[i].complaint);
}

static void
refuses_bad_declarations(void **state)
{
	(void)state;
	expect("no file without data", "<p></p>", "", "1: the file does not open with {data …}");
	expect("no other name", "{data good t text}", "",
	    "1: {data good} does not bear the file's name");
	expect("no name twice", "{data bad\n t text\n t url }", "", "3: 't' is declared twice");
	expect("no unknown type", "{data bad\n t string }", "",
	    "2: no type or record is called 'string'");
	expect("no second data", "{data bad t text}{data bad t text}", "", "1: a second {data …}");
	expect("no field without a comma", "{data bad t text u url}", "",
	    "1: a comma or a new line is missing before 'u'");
}

static void
passes_its_own_frame_of_all_cases(void **state)
{
	(void)state;
	char said[1000];
	int status = 0;
	write_template(DATA, "<p>{t}</p>");
	compile(said, sizeof said, &status);
	assert_string_equal(said, "");
	assert_int_equal(status, 0);
}

int
main(void)
{
	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof path, "%s/bad.html", folder);
	snprintf(header, sizeof header, "%s/bad.h", folder);
	snprintf(source, sizeof source, "%s/bad.c", folder);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(passes_its_own_frame_of_all_cases),
	    cmocka_unit_test(refuses_what_is_not_safe_or_not_sound),
	    cmocka_unit_test(refuses_bad_declarations),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	unlink(header);
	unlink(source);
	rmdir(folder);
	return failed;
}
