// The job of tag, as one would write it for node: a map of words, which is faster there than one
// pattern, or a package's Aho-Corasick.
//
//   node peer.mjs TERMS <records >records     TERMS: topic, tab, keyword
import { readFileSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";

const topics = new Map();
const longer = new Set(); // what a phrase begins with
for (const line of readFileSync(process.argv[2], "utf8").toLowerCase().split("\n")) {
	const [topic, term] = line.split("\t");
	if (!term) continue;
	topics.set(term, topic);
	const words = term.split(" ");
	for (let i = 1; i < words.length; i++) longer.add(words.slice(0, i).join(" "));
}

function find(text, found) {
	const words = text.split(/([^\p{L}\p{N}\p{M}_]+)/u);
	for (let i = 0; i < words.length; i += 2) {
		let word = words[i];
		if (topics.has(word)) found.add(topics.get(word));
		for (let j = i; longer.has(word) && words[j + 1] === " "; ) {
			j += 2;
			word += " " + words[j];
			if (topics.has(word)) found.add(topics.get(word));
		}
	}
}

let out = [];
let size = 0;
function flush() {
	const bytes = Buffer.from(out.join(""));
	for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
	out = [];
	size = 0;
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
	const record = JSON.parse(line);
	const found = new Set();
	for (const field of ["title", "content_text"])
		if (record[field]) find(record[field].toLowerCase(), found);
	let text = line;
	if (found.size > 0) {
		record.tags = [...new Set([...found, ...(record.tags ?? [])])].sort();
		text = JSON.stringify(record);
	}
	out.push(text, "\n");
	size += text.length;
	if (size > 65536) flush();
}
flush();
