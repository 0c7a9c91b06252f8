// Texts that break careless programs: markup, quotes, formulas, other scripts,
// and controls that no field takes.
export const hostile = [
	'<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' OR 1=1 --", '"; DROP TABLE persons; --', '{{7*7}}', '${7*7}',
	'</textarea><svg onload=alert(1)>', '&lt;b&gt;', '=1+1', '+1', '-1', '@SUM(A1)', '=cmd|\' /C calc\'!A0', 'a,b;c"d', 'naïve Ærøskøbing',
	'日本語の名前', '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 😀👷🏽‍♀️', 'مرحبا بالعالم', 'a\\b\\n', '%00%0a', '\\u0041', 'ＦＵＬＬ', 'ﬁ ligature',
];
export const controls = ['\u0001x', 'a\u0000b', 'a\u202Eb', 'a\u2066b', 'a\u200Fb', 'x\u007Fy', 'a\u2028b', 'a\rb', '\uFEFFx'];
