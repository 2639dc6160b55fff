/* SPDX-License-Identifier: MIT
 * Text as the rules see it: normalised tokens.
 *
 * NFKC, case folded (Turkish dotted and dotless i, Greek final sigma), accents of Latin, Greek, Cyrillic, Hebrew and
 * Arabic letters, the nukta of Devanagari and the tone marks of Armenian dropped (a umlaut is a; sharp s is ss, ae and oe ligatures two letters, o and l with stroke plain),
 * native digits read as ASCII ones, zero-width characters and soft hyphens dropped, C1 characters read as
 * windows-1252.  A token is a run of letters and digits (an apostrophe inside a word splits it: "l'email" is
 * l + email; hyphens split), or one character of a script written without spaces (Han, kana, Hangul, Thai, Lao, Khmer,
 * Myanmar).  A number is one token without its separators: "20,000", "20.000", "20'000" and, with a no-break space,
 * "20 000" are 20000, "3.5" is 35, "5k" stays 5k.  Emoji, symbols and punctuation are no tokens.  A token keeps its
 * first 255 bytes.
 *
 * A sentence ends at . ! ? : ; or an ellipsis followed by white space ("No. 4" is no end), at 。！？ and their kin in other scripts, and at
 * | · • arrows and » between items.  A middle dot between letters (Catalan l·l) is dropped. */
#pragma once
#include <leanletter/types.h>

enum { LL_WORD_BYTES = 255 };

struct ll_word {
  const char *text;    /* normalised, NUL-terminated; equal words of one list have equal pointers */
  uint32_t term;       /* number of the term; equal words of one list have equal numbers */
  uint32_t start, end; /* bytes of the text it was read from, counted over all appended text */
  bool sentence;       /* a sentence starts here */
  bool solid;          /* no white space before it (inside a run of CJK, after an apostrophe) */
  uint8_t full; /* 1: counts as a word for a reader; 0: a vowel sign or tone mark that is its own token */
};

/* One of the different words of a list. */
struct ll_term {
  const char *text;
  uint64_t hash, head; /* head: the first eight bytes */
  uint8_t length;  /* bytes */
  uint8_t letters; /* how much there is to read: characters, two for one that is a token by itself */
};

typedef struct ll_words {
  GArray *words; /* of struct ll_word */
  GArray *terms; /* of struct ll_term */
  uint32_t *slots, n_slots; /* private: hash of terms */
  guint room;               /* private: of words */
  struct ll_fold *folds;    /* private: characters that were folded */
  GStringChunk *strings;
  GString *source; /* all appended text */
  bool open;       /* the last text may go on in the next: <b>un</b>subscribe */
  uint8_t border;  /* private: what stands between the last word and the next */
  bool spaced;     /* private: white space after the last word */
  bool quoted;     /* private: inside « » */
} ll_words;

ll_words *ll_words_new(void);
void ll_words_free(ll_words *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ll_words, ll_words_free)

/* Appends the words of UTF-8 text (a byte that is none separates).  A word that ends at the end of one text and goes
 * on at the start of the next is one word.  ll_words_break() ends the word, and the sentence (block border, image,
 * br). */
void ll_words_append(ll_words *words, const char *text, size_t length);
void ll_words_break(ll_words *words);

/* Words [first, end) as they were printed, with what stands between them; whole words, `max` bytes at most.  Not cleaned of
 * line ends and the like.  Returns owned. */
char *ll_words_printed(const ll_words *words, uint32_t first, uint32_t end, size_t max);

/* The byte behind a word as it was printed, 0 at the end. */
char ll_words_follows(const ll_words *words, uint32_t word);

/* The number of a term, or LL_TERM_NONE. */
enum { LL_TERM_NONE = -1 };
int32_t ll_words_term(const ll_words *words, const char *text);

/* The normal form of one piece of text (NUL-terminated when length is -1) as a single string, words separated by one
 * space (owned). */
char *ll_words_fold(const char *text, gssize length);
