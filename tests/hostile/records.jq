# One record for each string, with the string in every member that a format may show.
def evidence($tag; $field; $from; $to; $s):
	{tag: $tag, field: $field, start: $from, end: $to, match: $s, quoted: ($from == 0)};
to_entries[] | .key as $i | .value as $s | ($s | length) as $n | {
	id: (if $i % 3 == 0 then $s else "\($i) \($s)" end), url: $s, external_url: $s, title: $s, language: $s, image: $s, banner_image: $s,
	summary: $s, content_html: $s, content_text: "\($s)\n\n> \($s)\n\n\"\($s)\" “\($s)” \($s)",
	date_published: (if $i % 2 == 0 then "2024-01-0\(1 + $i % 9)T0\($i % 10):00:00Z" else $s end),
	tags: [$s, "threat/\($s)", "region/\($s)", "figure/\($s)", "organization/\($s)", "threat/a", "region/b"],
	authors: [{name: $s, url: $s, avatar: $s}],
	attachments: [{url: $s, mime_type: $s, title: $s}],
	_source: {name: $s, handle: $s, url: $s, file: $s, forwarded_from: $s},
	_score: {($s): {severity: $s, score: 0.5}, "threat/\($s)": {severity: (["low", "medium", "high", "critical"][$i % 4])}},
	_links: [{url: $s, text: $s, start: 0, end: $n}], _notes: [{label: $s, text: $s}],
	_evidence: [evidence("threat/\($s)"; "title"; 0; ($n / 2 | floor); $s), evidence($s; "content_text"; 1; $n; $s),
		evidence("figure/\($s)"; "content_text"; ($n + 1); ($n + 9); $s), evidence("region/b"; $s; 0; 1; $s)],
	_duplicate: (if $i % 4 == 1 then {of: $s, kind: $s, similarity: $s, seen: $s, first_seen: $s}
		elif $i % 4 == 2 then {of: "0", kind: "near", seen: 14, first_seen: "2024-01-01T00:00:00Z"} else null end),
	($s): {($s): $s}
} | if ._duplicate == null then del(._duplicate) else . end
