/* SPDX-License-Identifier: MIT
 * The table of charsets, which one a part is in, and conversion to UTF-8 (WHATWG Encoding, with iconv's tables). */
#include "core/charset.h"
#include "core/jis.h"
#include <errno.h>
#include <iconv.h>
#include <string.h>

enum { META_BYTES = 4096 }; /* how far a <meta> is looked for */

/* Bytes of the character at the start of `p` (its first byte is not ASCII), 0 when it is malformed. */
typedef size_t character_f(const uint8_t *p, size_t n);

static bool within(uint8_t byte, uint8_t low, uint8_t high) {
  return byte >= low && byte <= high;
}

static size_t shift_jis(const uint8_t *p, size_t n) {
  if (p[0] == 0x80 || within(p[0], 0xA0, 0xDF))
    return 1;
  bool pair = n >= 2 && p[0] <= 0xFC && (within(p[1], 0x40, 0x7E) || within(p[1], 0x80, 0xFC));
  return pair ? 2 : 0;
}

static size_t euc_jp(const uint8_t *p, size_t n) {
  if (p[0] == 0x8F)
    return n >= 3 && within(p[1], 0xA1, 0xFE) && within(p[2], 0xA1, 0xFE) ? 3 : 0;
  if (p[0] == 0x8E)
    return n >= 2 && within(p[1], 0xA1, 0xDF) ? 2 : 0;
  return n >= 2 && within(p[0], 0xA1, 0xFE) && within(p[1], 0xA1, 0xFE) ? 2 : 0;
}

static size_t gb18030(const uint8_t *p, size_t n) {
  if (p[0] == 0x80)
    return 1;
  if (p[0] == 0xFF || n < 2)
    return 0;
  if (within(p[1], 0x30, 0x39))
    return n >= 4 && within(p[2], 0x81, 0xFE) && within(p[3], 0x30, 0x39) ? 4 : 0;
  return within(p[1], 0x40, 0x7E) || within(p[1], 0x80, 0xFE) ? 2 : 0;
}

static size_t big5(const uint8_t *p, size_t n) {
  bool pair = n >= 2 && within(p[0], 0x81, 0xFE) && (within(p[1], 0x40, 0x7E) || within(p[1], 0xA1, 0xFE));
  return pair ? 2 : 0;
}

static size_t euc_kr(const uint8_t *p, size_t n) {
  bool letter = n >= 2 && (within(p[1], 0x41, 0x5A) || within(p[1], 0x61, 0x7A) || within(p[1], 0x81, 0xFE));
  return within(p[0], 0x81, 0xFE) && letter ? 2 : 0;
}

enum kind { ASCII, UTF_8, SINGLE_BYTE, MULTIBYTE, JIS };

struct ll_charset {
  const char *name;
  enum kind kind;
  const char *iconv;      /* the name that glibc knows the WHATWG repertoire by */
  character_f *character; /* multibyte only */
  const char *labels;     /* letters and digits only, lower case, separated by blanks */
};

static const ll_charset charsets[] = {
    {"us-ascii", ASCII, "CP1252", NULL, "ascii usascii us iso646us ansix341968 ansix341986 ibm367 cp367"},
    {"utf-8", UTF_8, NULL, NULL, "utf8 unicode11utf8 unicode20utf8 xunicode20utf8 utf8mb4"},
    {"windows-1252", SINGLE_BYTE, "CP1252", NULL,
     "windows1252 cp1252 xcp1252 iso88591 iso885911987 isoir100 latin1 l1 ibm819 cp819 csisolatin1"},
    {"iso-8859-2", SINGLE_BYTE, "ISO-8859-2", NULL, "iso88592 iso885921987 isoir101 latin2 l2 csisolatin2"},
    {"iso-8859-3", SINGLE_BYTE, "ISO-8859-3", NULL, "iso88593 iso885931988 isoir109 latin3 l3 csisolatin3"},
    {"iso-8859-4", SINGLE_BYTE, "ISO-8859-4", NULL, "iso88594 iso885941988 isoir110 latin4 l4 csisolatin4"},
    {"iso-8859-5", SINGLE_BYTE, "ISO-8859-5", NULL,
     "iso88595 iso885951988 isoir144 cyrillic csisolatincyrillic"},
    {"iso-8859-6", SINGLE_BYTE, "ISO-8859-6", NULL,
     "iso88596 iso885961987 isoir127 iso88596e iso88596i csiso88596e csiso88596i arabic asmo708 ecma114 "
     "csisolatinarabic"},
    {"iso-8859-7", SINGLE_BYTE, "ISO-8859-7", NULL,
     "iso88597 iso885971987 isoir126 greek greek8 ecma118 elot928 suneugreek csisolatingreek"},
    {"iso-8859-8", SINGLE_BYTE, "ISO-8859-8", NULL,
     "iso88598 iso885981988 isoir138 iso88598e iso88598i csiso88598e csiso88598i hebrew visual logical "
     "csisolatinhebrew"},
    {"iso-8859-10", SINGLE_BYTE, "ISO-8859-10", NULL, "iso885910 isoir157 latin6 l6 csisolatin6"},
    {"iso-8859-13", SINGLE_BYTE, "ISO-8859-13", NULL, "iso885913 latin7 l7"},
    {"iso-8859-14", SINGLE_BYTE, "ISO-8859-14", NULL, "iso885914 latin8 l8"},
    {"iso-8859-15", SINGLE_BYTE, "ISO-8859-15", NULL, "iso885915 latin9 l9 csisolatin9"},
    {"iso-8859-16", SINGLE_BYTE, "ISO-8859-16", NULL, "iso885916 latin10 l10"},
    {"ibm866", SINGLE_BYTE, "IBM866", NULL, "ibm866 cp866 866 csibm866"},
    {"koi8-r", SINGLE_BYTE, "KOI8-R", NULL, "koi8r koi koi8 cskoi8r"},
    {"koi8-u", SINGLE_BYTE, "KOI8-U", NULL, "koi8u koi8ru"},
    {"macintosh", SINGLE_BYTE, "MACINTOSH", NULL, "macintosh mac xmacroman csmacintosh"},
    {"x-mac-cyrillic", SINGLE_BYTE, "MAC-UK", NULL, "xmaccyrillic xmacukrainian"},
    {"windows-874", SINGLE_BYTE, "CP874", NULL, "windows874 cp874 dos874 iso885911 tis620"},
    {"windows-1250", SINGLE_BYTE, "CP1250", NULL, "windows1250 cp1250 xcp1250"},
    {"windows-1251", SINGLE_BYTE, "CP1251", NULL, "windows1251 cp1251 xcp1251"},
    {"windows-1253", SINGLE_BYTE, "CP1253", NULL, "windows1253 cp1253 xcp1253"},
    {"windows-1254", SINGLE_BYTE, "CP1254", NULL,
     "windows1254 cp1254 xcp1254 iso88599 iso885991989 isoir148 latin5 l5 csisolatin5"},
    {"windows-1255", SINGLE_BYTE, "CP1255", NULL, "windows1255 cp1255 xcp1255"},
    {"windows-1256", SINGLE_BYTE, "CP1256", NULL, "windows1256 cp1256 xcp1256"},
    {"windows-1257", SINGLE_BYTE, "CP1257", NULL, "windows1257 cp1257 xcp1257"},
    {"windows-1258", SINGLE_BYTE, "CP1258", NULL, "windows1258 cp1258 xcp1258"},
    {"gb18030", MULTIBYTE, "GB18030", gb18030,
     "gb18030 gbk xgbk cp936 windows936 gb2312 gb231280 chinese csgb2312 csiso58gb231280 isoir58 euccn"},
    {"big5", MULTIBYTE, "BIG5-HKSCS", big5, "big5 big5hkscs cnbig5 csbig5 xxbig5 cp950"},
    {"shift_jis", MULTIBYTE, "CP932", shift_jis,
     "shiftjis sjis xsjis mskanji windows31j csshiftjis ms932 cp932 windows932"},
    {"euc-jp", MULTIBYTE, "EUC-JP-MS", euc_jp, "eucjp xeucjp cseucpkdfmtjapanese"},
    {"euc-kr", MULTIBYTE, "CP949", euc_kr,
     "euckr ksc56011987 ksc56011989 ksc5601 korean windows949 cp949 uhc isoir149 cseuckr csksc56011987"},
    {"iso-2022-jp", JIS, "EUC-JP-MS", NULL, "iso2022jp csiso2022jp"},
};

/* Is `word` one of the blank-separated words of `list`? */
static bool has_word(const char *list, const char *word) {
  size_t n = strlen(word);
  for (const char *p = strstr(list, word); p; p = strstr(p + 1, word))
    if ((p == list || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
      return true;
  return false;
}

const ll_charset *ll_charset_find(const char *label) {
  g_autofree char *key = g_ascii_strdown(label, -1);
  size_t n = 0;
  for (const char *p = key; *p; p++)
    if (g_ascii_isalnum(*p))
      key[n++] = *p;
  key[n] = '\0';
  for (size_t i = 0; n > 0 && i < G_N_ELEMENTS(charsets); i++)
    if (has_word(charsets[i].labels, key))
      return &charsets[i];
  return NULL;
}

const char *ll_charset_name(const ll_charset *charset) {
  return charset->name;
}

/* The value of charset= in the <meta> tag whose inside is `tag` (lower case); owned, NULL: none. */
static char *meta_value(const char *tag) {
  static const char blank[] = " \t\r\n\f";
  const char *p = strstr(tag, "charset");
  if (!p)
    return NULL;
  p += strlen("charset");
  p += strspn(p, blank);
  if (*p != '=')
    return NULL;
  p++;
  p += strspn(p, " \t\r\n\f\"'");
  return g_strndup(p, strcspn(p, " \t\r\n\f\"';>"));
}

/* The charset that a <meta> near the start names, NULL: none that is known. */
static const ll_charset *of_meta(const char *bytes, size_t length) {
  g_autofree char *head = g_ascii_strdown(bytes, (gssize)MIN(length, META_BYTES));
  for (char *tag = strstr(head, "<meta"); tag; tag = strstr(tag, "<meta")) {
    tag += strlen("<meta");
    char *end = strchr(tag, '>');
    if (!end)
      return NULL;
    *end = '\0';
    g_autofree char *label = meta_value(tag);
    if (label)
      return ll_charset_find(label);
    tag = end + 1;
  }
  return NULL;
}

static bool is_ascii(const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++)
    if ((uint8_t)bytes[i] >= 0x80)
      return false;
  return true;
}

/* Is every character of a multibyte charset whole?  Escape sequences under another name could make some readers see
 * ISO-2022-JP. */
static bool is_sound(const ll_charset *charset, const uint8_t *p, size_t length) {
  if (charset->kind == JIS)
    return ll_jis_is_sound(p, length);
  if (memchr(p, '\x1b', length))
    return false;
  if (charset->kind != MULTIBYTE)
    return true;
  for (size_t i = 0, size = 1; i < length; i += size) {
    size = p[i] < 0x80 ? 1 : charset->character(p + i, length - i);
    if (size == 0)
      return false;
  }
  return true;
}

static bool is_utf16(const char *bytes, size_t length) {
  return length >= 2 && (memcmp(bytes, "\xFE\xFF", 2) == 0 || memcmp(bytes, "\xFF\xFE", 2) == 0);
}

const ll_charset *ll_charset_of_part(const char *label, const char *bytes, size_t length) {
  const ll_charset *charset = NULL;
  if (length == 0)
    return ll_charset_find(label && *label ? label : "us-ascii");
  if (memchr(bytes, '\0', length) || is_utf16(bytes, length))
    return NULL;
  if (label && *label && !(charset = ll_charset_find(label)))
    return NULL;
  if (charset && charset->kind == ASCII && !is_ascii(bytes, length))
    charset = NULL;
  if (!charset)
    charset = of_meta(bytes, length);
  if (!charset || (charset->kind == ASCII && !is_ascii(bytes, length)))
    charset = ll_charset_find(g_utf8_validate_len(bytes, length, NULL) ? "utf-8" : "windows-1252");
  return is_sound(charset, (const uint8_t *)bytes, length) ? charset : NULL;
}

GBytes *ll_charset_mask(const ll_charset *charset, GBytes *source) {
  return charset->kind == JIS ? ll_jis_mask(source) : g_bytes_ref(source);
}

bool ll_charset_ascii_at(const ll_charset *charset, const char *bytes, size_t length, size_t offset) {
  g_assert(offset <= length);
  return charset->kind != JIS || ll_jis_ascii_at((const uint8_t *)bytes, offset);
}

struct ll_converter {
  const ll_charset *charset;
  iconv_t iconv;      /* (iconv_t)-1 for UTF-8 */
  gunichar high[128]; /* single byte: characters of 0x80 to 0xFF */
};

/* What a byte stands for; iconv buffers the letters of charsets with combining marks until it is flushed.  Where
 * iconv knows nothing, 0x80 to 0x9F are controls and the rest is U+FFFD, as the WHATWG tables have it. */
static gunichar convert_byte(iconv_t cd, uint8_t byte) {
  char *in = (char *)&byte, utf8[16], *out = utf8;
  size_t n_in = 1, n_out = sizeof utf8;
  iconv(cd, NULL, NULL, NULL, NULL);
  bool known =
      iconv(cd, &in, &n_in, &out, &n_out) != (size_t)-1 && iconv(cd, NULL, NULL, &out, &n_out) != (size_t)-1;
  if (known && out > utf8)
    return g_utf8_get_char(utf8);
  return byte < 0xA0 ? byte : 0xFFFD;
}

ll_converter *ll_converter_new(const ll_charset *charset) {
  ll_converter *converter = g_new0(ll_converter, 1);
  converter->charset = charset;
  converter->iconv = charset->iconv ? iconv_open("UTF-8", charset->iconv) : (iconv_t)-1;
  bool table = charset->kind == SINGLE_BYTE || charset->kind == ASCII;
  for (unsigned i = 0; table && converter->iconv != (iconv_t)-1 && i < 128; i++)
    converter->high[i] = convert_byte(converter->iconv, (uint8_t)(128 + i));
  return converter;
}

void ll_converter_free(ll_converter *converter) {
  if (converter && converter->iconv != (iconv_t)-1)
    iconv_close(converter->iconv);
  g_free(converter);
}

static void append_utf8(GString *out, const char *bytes, size_t length) {
  while (length > 0) {
    const char *end;
    g_utf8_validate_len(bytes, length, &end);
    g_string_append_len(out, bytes, end - bytes);
    length -= (size_t)(end - bytes);
    if (length == 0)
      return;
    g_string_append(out, *end ? "\xEF\xBF\xBD" : " ");
    bytes = end + 1;
    length--;
  }
}

static void append_single_bytes(const ll_converter *converter, GString *out, const uint8_t *p,
                                size_t length) {
  for (size_t i = 0; i < length; i++)
    if (p[i] < 0x80)
      g_string_append_c(out, p[i] ? (char)p[i] : ' ');
    else
      g_string_append_unichar(out, converter->high[p[i] - 128]);
}

/* Bytes to skip where iconv stopped: a whole character that has no equivalent, or one byte. */
static size_t skip(character_f *character, const char *in, size_t n) {
  size_t size = character((const uint8_t *)in, n);
  return size > 0 ? size : 1;
}

static void append_multibyte(ll_converter *converter, GString *out, character_f *character, char *in,
                             size_t n) {
  char utf8[4096];
  for (bool done = false; !done;) {
    char *end = utf8;
    size_t room = sizeof utf8;
    size_t result = n > 0 ? iconv(converter->iconv, &in, &n, &end, &room) : 0;
    bool stopped = result == (size_t)-1 && errno != E2BIG;
    done = n == 0 && iconv(converter->iconv, NULL, NULL, &end, &room) != (size_t)-1;
    for (char *p = utf8; p < end; p++)
      if (*p == '\0')
        *p = ' ';
    g_string_append_len(out, utf8, end - utf8);
    if (stopped && n > 0) {
      size_t bad = skip(character, in, n);
      g_string_append(out, "\xEF\xBF\xBD");
      in += bad;
      n -= bad;
    }
  }
}

void ll_converter_append(ll_converter *converter, GString *out, const char *bytes, size_t length) {
  g_autoptr(GByteArray) euc = NULL;
  switch (converter->charset->kind) {
  case UTF_8:
    append_utf8(out, bytes, length);
    break;
  case ASCII:
  case SINGLE_BYTE:
    append_single_bytes(converter, out, (const uint8_t *)bytes, length);
    break;
  case MULTIBYTE:
    append_multibyte(converter, out, converter->charset->character, (char *)bytes, length);
    break;
  case JIS:
    euc = ll_jis_to_euc((const uint8_t *)bytes, length);
    append_multibyte(converter, out, euc_jp, (char *)euc->data, euc->len);
    break;
  }
}

bool ll_charset_preload(GError **error) {
  static iconv_t held[G_N_ELEMENTS(charsets)]; /* never read: glibc unloads a module that nobody holds */
  for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++) {
    if (!charsets[i].iconv || held[i])
      continue;
    iconv_t cd = iconv_open("UTF-8", charsets[i].iconv);
    if (cd == (iconv_t)-1) {
      g_set_error(error, LL_ERROR, LL_ERROR_SYSTEM, "iconv does not know %s; install glibc's gconv modules",
                  charsets[i].iconv);
      return false;
    }
    held[i] = cd;
  }
  return true;
}
