/* Requests from the server's parameters to the last byte, as plain CGI. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "trial.h"

/* After our own headers: it has a macro of the name of our fail(). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define ASK(...) trial_cgi((const char *const[]){__VA_ARGS__, NULL}, NULL, 0)

static void
assert_ended_well(const struct trial_answer *answer)
{
	assert_true(WIFEXITED(answer->status));
	assert_int_equal(WEXITSTATUS(answer->status), 0);
}

static void
answers_with_status_length_and_the_headers_of_every_answer(void **state)
{
	(void)state;
	struct trial_answer answer = ASK("REQUEST_METHOD=GET", "PATH_INFO=/v1/health");
	assert_ended_well(&answer);
	assert_true(trial_has(&answer, "Status: 200 OK"));
	assert_true(trial_has(&answer, "Content-Type: application/json"));
	assert_true(trial_has(&answer, "Content-Length: 18"));
	assert_true(trial_has(&answer, "Cache-Control: no-store"));
	assert_true(trial_has(&answer, "X-Content-Type-Options: nosniff"));
	assert_true(trial_has(&answer, "Referrer-Policy: no-referrer"));
	assert_true(trial_has(
	    &answer, "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'"));
	assert_non_null(strstr(answer.text, "X-Request-Id: "));
	assert_string_equal(answer.body, "{\"status\":\"alive\"}");
	trial_free(&answer);
}

/* "+" more, "." the end, ">" too large, "<" cut short. */
static void
hands_a_body_out_in_pieces(void **state)
{
	(void)state;
	static const struct {
		const char *body, *length, *pieces;
	} cases[] = {
	    {"", "0", "."},
	    {"1234567", "7", "1234567."},
	    {"12345678", "8", "12345678."},
	    {"123456789", "9", "12345678+9."},
	    {"1234567890123456", "16", "12345678+90123456."},
	    {"12345678901234567890", "20", "12345678+90123456+7890."},
	    {"123456789012345678901", "21", "too large 12345678+90123456+78901>"},
	    {"12345", "9", "12345<"},
	    {"123456789", NULL, "12345678+9."},
	    {"123456789012345678901234567890", NULL, "12345678+90123456+78901234>"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char length[40] = "HTTP_TRANSFER_ENCODING=chunked";
		if (cases[i].length)
			snprintf(length, sizeof length, "CONTENT_LENGTH=%s", cases[i].length);
		struct trial_answer answer = trial_cgi((const char *const[]){"REQUEST_METHOD=PUT",
							   "PATH_INFO=/v1/pieces", length, NULL},
		    cases[i].body, strlen(cases[i].body));
		assert_ended_well(&answer);
		assert_string_equal(answer.body, cases[i].pieces);
		trial_free(&answer);
	}
}

static void
declares_the_length_of_a_stream_that_knows_it(void **state)
{
	(void)state;
	struct trial_answer get = ASK("REQUEST_METHOD=GET", "PATH_INFO=/v1/measured");
	struct trial_answer head = ASK("REQUEST_METHOD=HEAD", "PATH_INFO=/v1/measured");
	assert_true(trial_has(&get, "Content-Length: 15"));
	assert_true(trial_has(&head, "Content-Length: 15"));
	assert_true(trial_has(&get, "Content-Security-Policy: sandbox"));
	assert_int_equal(strlen(get.body), 15);
	assert_string_equal(head.body, "");
	trial_free(&get);
	trial_free(&head);
}

static void
gives_each_request_an_id_of_version_seven(void **state)
{
	(void)state;
	struct trial_answer answer = ASK("REQUEST_METHOD=GET", "PATH_INFO=/v1/health",
	    "HTTP_X_REQUEST_ID=00000000-0000-4000-8000-000000000000");
	const char *id = strstr(answer.text, "X-Request-Id: ") + strlen("X-Request-Id: ");
	assert_int_equal(id[14], '7');
	assert_int_equal(strcspn(id, "\r"), UUID_TEXT_LEN);
	trial_free(&answer);
}

static void
answers_head_like_get_without_the_body(void **state)
{
	(void)state;
	struct trial_answer get = ASK("REQUEST_METHOD=GET", "PATH_INFO=/v1/echo");
	struct trial_answer head = ASK("REQUEST_METHOD=HEAD", "PATH_INFO=/v1/echo");
	char length[40];
	snprintf(length, sizeof length, "Content-Length: %zu", strlen(get.body));
	assert_true(trial_has(&get, length));
	assert_true(trial_has(&head, length));
	assert_true(trial_has(&head, "X-Trial: yes"));
	assert_string_equal(head.body, "");
	trial_free(&get);
	trial_free(&head);
}

static void
sends_neither_body_nor_length_with_204_and_304(void **state)
{
	(void)state;
	struct trial_answer none = ASK("REQUEST_METHOD=GET", "PATH_INFO=/v1/nothing");
	struct trial_answer same = ASK("REQUEST_METHOD=GET", "PATH_INFO=/v1/unchanged");
	assert_true(trial_has(&none, "Status: 204 No Content"));
	assert_null(strstr(none.text, "Content-Length"));
	assert_string_equal(none.body, "");
	assert_true(trial_has(&same, "Status: 304 Not Modified"));
	assert_true(trial_has(&same, "ETag: \"7-a\""));
	assert_null(strstr(same.text, "Content-Length"));
	assert_null(strstr(same.text, "Content-Type: "));
	assert_string_equal(same.body, "");
	trial_free(&none);
	trial_free(&same);
}

static void
refuses_an_unknown_path_as_a_problem(void **state)
{
	(void)state;
	struct trial_answer answer = ASK("REQUEST_METHOD=GET", "PATH_INFO=/v1/no-such-thing");
	assert_true(trial_has(&answer, "Status: 404 Not Found"));
	assert_true(trial_has(&answer, "Content-Type: application/problem+json"));
	assert_non_null(strstr(answer.body, "\"code\":\"not_found\""));
	assert_non_null(strstr(
	    answer.body, "\"type\":\"https://hub.example.com/hub/docs/problems/not_found\""));
	assert_null(strstr(answer.body, "no-such-thing"));
	assert_string_equal(answer.recorded, "404 not_found \n");
	trial_free(&answer);
}

static void
refuses_unsound_paths_as_unknown(void **state)
{
	(void)state;
	static const char *const paths[] = {"PATH_INFO=", "PATH_INFO=v1/health",
	    "PATH_INFO=/v1/health/", "PATH_INFO=/v1//health", "PATH_INFO=/v1/\xff\xfe",
	    "PATH_INFO=/v1/health\n", "PATH_INFO=/", "PATH_INFO=//"};
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		struct trial_answer answer = ASK("REQUEST_METHOD=GET", paths[i]);
		assert_true(trial_has(&answer, "Status: 404 Not Found"));
		trial_free(&answer);
	}
	struct trial_answer absent = ASK("REQUEST_METHOD=GET");
	assert_true(trial_has(&absent, "Status: 404 Not Found"));
	trial_free(&absent);
}

static void
refuses_a_wrong_method_and_names_the_right_ones(void **state)
{
	(void)state;
	static const char *const methods[] = {
	    "REQUEST_METHOD=DELETE", "REQUEST_METHOD=get", "REQUEST_METHOD=PROPFIND"};
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
		struct trial_answer answer = ASK(methods[i], "PATH_INFO=/v1/echo");
		assert_true(trial_has(&answer, "Status: 405 Method Not Allowed"));
		assert_true(trial_has(&answer, "Allow: GET, HEAD, POST, OPTIONS"));
		trial_free(&answer);
	}
}

static void
answers_options_with_what_is_allowed(void **state)
{
	(void)state;
	struct trial_answer answer = ASK("REQUEST_METHOD=OPTIONS", "PATH_INFO=/v1/echo");
	assert_true(trial_has(&answer, "Status: 204 No Content"));
	assert_true(trial_has(&answer, "Allow: GET, HEAD, POST, OPTIONS"));
	trial_free(&answer);
}

static void
records_before_the_first_byte_and_not_the_question_of_health(void **state)
{
	(void)state;
	struct trial_answer told = ASK("REQUEST_METHOD=GET", "PATH_INFO=/v1/echo");
	struct trial_answer asked = ASK("REQUEST_METHOD=GET", "PATH_INFO=/v1/health");
	struct trial_answer streamed = ASK("REQUEST_METHOD=GET", "PATH_INFO=/v1/stream");
	assert_string_equal(told.recorded, "200 - echo\n");
	assert_string_equal(asked.recorded, "");
	assert_string_equal(streamed.recorded, "200 - stream\n");
	assert_string_equal(streamed.body, "line\nline\nline\n");
	trial_free(&told);
	trial_free(&asked);
	trial_free(&streamed);
}

static struct trial_answer
post(size_t declared, size_t len)
{
	char *body = malloc(len + 1);
	char length[60];
	memset(body, 'x', len);
	snprintf(length, sizeof length, "CONTENT_LENGTH=%zu", declared);
	struct trial_answer answer = trial_cgi(
	    (const char *const[]){"REQUEST_METHOD=POST", "PATH_INFO=/v1/echo", length, NULL}, body,
	    len);
	free(body);
	return answer;
}

static void
takes_a_body_up_to_the_limit_and_refuses_one_byte_more(void **state)
{
	(void)state;
	struct trial_answer whole = post(CALL_BODY_MAX, CALL_BODY_MAX);
	struct trial_answer more = post(CALL_BODY_MAX + 1, CALL_BODY_MAX + 1);
	assert_true(trial_has(&whole, "Status: 200 OK"));
	assert_non_null(strstr(whole.body, "\"body_bytes\":1048576,\"kept\":1048576"));
	assert_true(trial_has(&more, "Status: 413 Content Too Large"));
	assert_non_null(strstr(more.body, "body_too_large"));
	trial_free(&whole);
	trial_free(&more);
}

static void
refuses_a_body_shorter_than_declared(void **state)
{
	(void)state;
	struct trial_answer answer = post(100, 10);
	assert_true(trial_has(&answer, "Status: 400 Bad Request"));
	assert_non_null(strstr(answer.body, "invalid_header"));
	trial_free(&answer);
}

static void
reads_no_more_than_declared_unless_the_body_is_chunked(void **state)
{
	(void)state;
	struct trial_answer bounded = post(10, 100);
	assert_non_null(strstr(bounded.body, "\"body_bytes\":10,"));
	struct trial_answer chunked =
	    trial_cgi((const char *const[]){"REQUEST_METHOD=POST", "PATH_INFO=/v1/echo",
			  "HTTP_TRANSFER_ENCODING=chunked", NULL},
		"hello", 5);
	assert_non_null(strstr(chunked.body, "\"body_bytes\":5,"));
	trial_free(&bounded);
	trial_free(&chunked);
}

static void
reads_query_scheme_and_credentials(void **state)
{
	(void)state;
	struct trial_answer answer = ASK("REQUEST_METHOD=GET", "PATH_INFO=/v1/echo",
	    "QUERY_STRING=q=%C3%A4+b", "HTTPS=on", "HTTP_AUTHORIZATION=Bearer x");
	assert_non_null(strstr(answer.body, "\"q\":\"\xc3\xa4 b\""));
	assert_non_null(strstr(answer.body, "\"https\":true"));
	assert_non_null(strstr(answer.body, "\"authorization\":\"Bearer x\""));
	struct trial_answer broken =
	    ASK("REQUEST_METHOD=GET", "PATH_INFO=/v1/echo", "QUERY_STRING=q=%ZZ");
	assert_non_null(strstr(broken.body, "\"query_malformed\":true,\"q\":null"));
	assert_non_null(strstr(broken.body, "\"https\":false"));
	trial_free(&answer);
	trial_free(&broken);
}

static void
reads_addresses_of_both_kinds(void **state)
{
	(void)state;
	static const struct {
		const char *parameter, *expected;
	} cases[] = {
	    {"REMOTE_ADDR=203.0.113.9", "\"address\":\"00000000000000000000ffffcb007109\""},
	    {"REMOTE_ADDR=2001:db8::1", "\"address\":\"20010db8000000000000000000000001\""},
	    {"REMOTE_ADDR=fe80::1%eth0", "\"address\":\"fe800000000000000000000000000001\""},
	    {"REMOTE_ADDR=nonsense", "\"address\":\"00000000000000000000000000000000\""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct trial_answer answer =
		    ASK("REQUEST_METHOD=GET", "PATH_INFO=/v1/echo", cases[i].parameter);
		assert_non_null(strstr(answer.body, cases[i].expected));
		trial_free(&answer);
	}
}

static void
says_unavailable_when_readiness_is_asked_without_a_database(void **state)
{
	(void)state;
	struct trial_answer answer = ASK("REQUEST_METHOD=GET", "PATH_INFO=/v1/ready");
	assert_true(trial_has(&answer, "Status: 503 Service Unavailable"));
	assert_true(trial_has(&answer, "Retry-After: 2"));
	assert_non_null(strstr(answer.body, "\"code\":\"unavailable\""));
	trial_free(&answer);
}

static void
ends_the_process_when_a_handler_leaves_no_answer(void **state)
{
	(void)state;
	struct trial_answer answer = ASK("REQUEST_METHOD=GET", "PATH_INFO=/v1/forgetful");
	assert_true(WIFSIGNALED(answer.status));
	assert_string_equal(answer.text, "");
	assert_string_equal(answer.recorded, "");
	trial_free(&answer);
}

static int
open_trial(void **state)
{
	(void)state;
	trial_open("");
	return 0;
}

static int
close_trial(void **state)
{
	(void)state;
	trial_close();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(answers_with_status_length_and_the_headers_of_every_answer),
	    cmocka_unit_test(hands_a_body_out_in_pieces),
	    cmocka_unit_test(declares_the_length_of_a_stream_that_knows_it),
	    cmocka_unit_test(gives_each_request_an_id_of_version_seven),
	    cmocka_unit_test(answers_head_like_get_without_the_body),
	    cmocka_unit_test(sends_neither_body_nor_length_with_204_and_304),
	    cmocka_unit_test(refuses_an_unknown_path_as_a_problem),
	    cmocka_unit_test(refuses_unsound_paths_as_unknown),
	    cmocka_unit_test(refuses_a_wrong_method_and_names_the_right_ones),
	    cmocka_unit_test(answers_options_with_what_is_allowed),
	    cmocka_unit_test(records_before_the_first_byte_and_not_the_question_of_health),
	    cmocka_unit_test(takes_a_body_up_to_the_limit_and_refuses_one_byte_more),
	    cmocka_unit_test(refuses_a_body_shorter_than_declared),
	    cmocka_unit_test(reads_no_more_than_declared_unless_the_body_is_chunked),
	    cmocka_unit_test(reads_query_scheme_and_credentials),
	    cmocka_unit_test(reads_addresses_of_both_kinds),
	    cmocka_unit_test(says_unavailable_when_readiness_is_asked_without_a_database),
	    cmocka_unit_test(ends_the_process_when_a_handler_leaves_no_answer),
	};
	return cmocka_run_group_tests(tests, open_trial, close_trial);
}
