/* Inner matter of the reader of HTML pages: page.c reads the document and writes the record, page_meta.c
 * and page_ld.c find what the page says of itself, page_main.c and page_blocks.c find its main text. */
#ifndef PAGE_H
#define PAGE_H

#include "filters/ingest/ingest.h"
#include "filters/ingest/tree.h"

/* What a page says of itself; the strings are text, blanks levelled. */
struct page_facts {
	struct buf title;        /* the best of what follows */
	struct buf site;         /* its name */
	struct buf canonical;    /* its address, as it is written */
	struct buf base;         /* of relative addresses: <base>, resolved */
	struct buf summary, language, direction;
	struct buf published, modified; /* as it is written */
	struct buf author;       /* the best rank: names, each with a newline behind it */
	struct buf image;
	struct buf categories;   /* JSON strings with commas between */
	struct buf body;         /* articleBody of JSON-LD, as HTML */
	struct buf heading;      /* the text of the first h1 */
	bool title_cut;          /* the title was longer than is kept */
	int title_rank, published_rank, modified_rank, author_rank, language_rank; /* 1 is best, 0 none */
};

/* How the text was found: _source.extraction. */
enum page_extraction {
	PAGE_MAIN,  /* the main text, boilerplate left out */
	PAGE_WHOLE, /* all text of the page, because no main text stood out */
	PAGE_DATA   /* what JSON-LD says the text is, because the page shows little of it */
};

/* What the search for the main text decided of a node. */
enum {
	MARK_RULED = 1,   /* no text by the rule of htmltext.h, with all in it */
	MARK_OUT = 2,     /* not of the main text, with all in it */
	MARK_CUT = 4,     /* a text that is not of the main text */
	MARK_IN = 8,      /* the main text, or a part of it that stands beside */
	MARK_KEEP = 16,   /* never left out */
	MARK_SHOWN = 32   /* a text that is in */
};

struct page_mark {
	uint32_t length;  /* letters of the text in it, about: those of Chinese and the like count twice */
	uint32_t linked;  /* of these, in links */
	uint32_t prose;   /* of these, in paragraphs that read as such */
	int32_t value;    /* for and against its being the main text */
	uint8_t flags;
	uint8_t class;    /* enum page_class */
};

/* A run of text with no block's border in it. */
struct page_block {
	uint32_t first, last; /* text nodes */
	uint32_t owner;       /* the innermost block around it */
	uint32_t length, linked;
	uint32_t stops;       /* signs that sentences have: full stops, commas, of any script */
	int32_t value;
	bool heading;
};

struct page {
	struct ingest *ingest;
	struct document *document;
	struct tree tree;
	struct page_facts facts;
	struct page_mark *marks; /* of each node */
	size_t mark_cap;
	struct page_block *blocks;
	size_t block_count, block_cap;
	enum page_extraction extraction;
	char sha256[65];         /* of the bytes as they came */
	struct buf scratch;
};

/* Collects the text of a subtree, blanks levelled, at most `limit` bytes, into out. */
void page_text_of(const struct page *page, size_t node, size_t limit, struct buf *out);

/* How much of n bytes fits in a limit, whole characters only. */
size_t page_cut(const char *s, size_t n, size_t limit);

/* Appends text with its blanks levelled. */
void page_level(const char *s, size_t n, struct buf *out);

/* Fills the facts. */
void page_read_facts(struct page *page);
/* The same from one script of JSON-LD; called by page_read_facts(). */
void page_read_ld(struct page *page, const char *s, size_t n);
/* Takes a fact if no better one (a lower rank) is known. */
void page_take(struct buf *fact, int *rank, int new_rank, const char *s, size_t n);
/* The same of an author: those of the best rank are kept, each once. */
void page_take_author(struct page *page, int rank, const char *s, size_t n);
/* The title without the name of the site. */
void page_clean_title(struct page *page, const char *s, size_t n, struct buf *out);

/* Marks the nodes: what is no text, and what is the main text. */
void page_find_main(struct page *page);
/* Lists the blocks of text, those that are marked MARK_RULED left out, and sums up into the marks. */
void page_list_blocks(struct page *page);

/* Adds the pictures to the record's attachments. */
#define PAGE_SHORT_ALT ((size_t)12) /* bytes: an alternative text that is not longer stays in the text */
void page_add_pictures(struct page *page);

/* For sniff.c: whether `<!DOCTYPE html` stands there, whether a page or a fragment of one begins with an element
 * of that name, and the beginning of UTF-16 as ASCII. */
bool page_is_doctype(const char *s, size_t n);
bool page_is_element(const char *name, size_t n);
size_t page_narrow(const char *s, size_t n, char *out, size_t room);

#endif
