// How Spectral judges the document: all rules of OpenAPI and of the OWASP API Top 10 of
// 2023, but for those below, each with its reason.
import { oas } from '@stoplight/spectral-rulesets';
import owasp from '@stoplight/spectral-owasp-ruleset';

const anywhere = {
	// Hub is run by whoever installs it, under terms of theirs.
	'info-license': 'off',
	'license-url': 'off',
	// Help is found at the contact's url; an address of mail is the operator's to publish.
	'contact-properties': 'off',
	// The file that is kept has an example address; the one that is served has the real one.
	'oas3-server-not-example.com': 'off',
	// Tags stand in the order of the reference: people, then reference data.
	'openapi-tags-alphabetical': 'off',
	// No CORS headers are sent, on purpose: keys do not belong in browsers (HTTP.md).
	'owasp:api8:2023-define-cors-origin': 'off',
	// OpenAPI 3.1 lets a bearer scheme name the scopes that are needed; the rule is of 3.0.
	// That every operation names a scheme that exists is judged by Redocly.
	'oas3-operation-security-defined': 'off',
};

// The two public questions of load balancers: without credential, input, limits.
const asked = {
	'owasp:api2:2023-read-restricted': 'off',
	'owasp:api4:2023-rate-limit': 'off',
	'owasp:api4:2023-rate-limit-responses-429': 'off',
	'owasp:api8:2023-define-error-responses-401': 'off',
	'owasp:api8:2023-define-error-responses-500': 'off',
	'owasp:api8:2023-define-error-validation': 'off',
};

export default {
	extends: [[oas, 'all'], [owasp, 'all']],
	rules: anywhere,
	overrides: [{ files: ['**#/paths/~1v1~1health', '**#/paths/~1v1~1ready'], rules: asked }],
};
