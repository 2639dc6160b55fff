/* SPDX-License-Identifier: MIT
 * Evidence of the header, as tables: what is never touched, and points for and against a newsletter. */
#include "core/eligible.h"
#include "core/mailing.h"
#include "core/message.h"
#include <leanletter/leanletter.h>
#include <string.h>

/* A field says something by being there, or by what its value contains (any case). */
struct clue {
  const char *field; /* ends in "*": every field whose name starts so */
  const char *text;  /* NULL: any value */
  int points;        /* above 0: a newsletter; below: not */
  const char *name;  /* what it is then: the reason */
};

/* One of these is enough, whatever else is there.  Not among them: Auto-Submitted: auto-generated, with which some
 * publishing systems send newsletters. */
static const struct clue never[] = {
    {"Auto-Submitted", "auto-replied", 0, "auto-reply"},
    {"Auto-Submitted", "auto-notified", 0, "auto-reply"},
    {"Precedence", "^auto_reply", 0, "auto-reply"},
    {"X-Autoreply", NULL, 0, "auto-reply"},
    {"X-Autoreply-From", NULL, 0, "auto-reply"},
    {"X-Autorespond", NULL, 0, "auto-reply"},
    {"X-Autoresponder", NULL, 0, "auto-reply"},
    {"X-Vacation", NULL, 0, "auto-reply"},
    {"X-Failed-Recipients", NULL, 0, "bounce"},
    {"X-MS-Exchange-Message-Is-Ndr", NULL, 0, "bounce"},
    {"From", "mailer-daemon@", 0, "bounce"},
    {"From", "postmaster@", 0, "bounce"},
    {"Content-Class", "calendarmessage", 0, "calendar"},
    {"Content-Class", "content-classes:dsn", 0, "bounce"},
    {"Content-Class", "content-classes:mdn", 0, "report"},
};

static const char discussion[] = "discussion-list";

static const struct clue clues[] = {
    /* RFC 2369, 2919, 8058 and what big mailbox providers ask of bulk senders */
    {"List-Unsubscribe-Post", NULL, 3, NULL},
    {"List-Unsubscribe", NULL, 2, NULL},
    {"Feedback-ID", NULL, 2, NULL},
    {"X-Feedback-ID", NULL, 2, NULL},
    {"List-Post", "^NO", 2, NULL},
    {"List-Post", "^<http", 2, NULL},
    {"Precedence", "^bulk", 2, NULL},
    {"Precedence", "^junk", 1, NULL},
    {"X-CSA-Complaints", NULL, 3, NULL},
    {"X-Report-Abuse", NULL, 1, NULL},
    /* mailing systems */
    {"X-Beehiiv-*", NULL, 3, NULL},
    {"X-BulkMail", NULL, 2, NULL},
    {"X-Campaign*", NULL, 2, NULL},
    {"X-EMV-*", NULL, 2, NULL},
    {"X-elq*", NULL, 2, NULL},
    {"X-Kmail-*", NULL, 3, NULL},
    {"X-ListMember", NULL, 2, NULL},
    {"X-Mailgun-*", NULL, 1, NULL},
    {"X-Mailin-*", NULL, 2, NULL},
    {"X-MC-User", NULL, 3, NULL},
    {"X-MJ-*", NULL, 1, NULL},
    {"X-Newsletter*", NULL, 3, NULL},
    {"X-phpList-*", NULL, 3, NULL},
    {"X-PM-Message-Stream", "broadcast", 3, NULL},
    {"X-Roving-*", NULL, 3, NULL},
    {"X-rpcampaign", NULL, 3, NULL},
    {"X-SES-Outgoing", NULL, 1, NULL},
    {"X-SFMC-Stack", NULL, 1, NULL},
    {"X-SG-EID", NULL, 1, NULL},
    {"X-sib-id", NULL, 2, NULL},
    {"X-Substack-*", NULL, 3, NULL},
    {"X-ulpe", NULL, 2, NULL},
    {"X-Mailer", "acymailing", 2, NULL},
    {"X-Mailer", "cleverreach", 2, NULL},
    {"X-Mailer", "episerver", 2, NULL},
    {"X-Mailer", "getresponse", 2, NULL},
    {"X-Mailer", "inxmail", 2, NULL},
    {"X-Mailer", "listmanager", 1, NULL},
    {"X-Mailer", "mailchimp", 3, NULL},
    {"X-Mailer", "mailpoet", 2, NULL},
    {"X-Mailer", "mailwizz", 2, NULL},
    {"X-Mailer", "newsletter", 2, NULL},
    {"X-Mailer", "phplist", 2, NULL},
    {"X-Mailer", "sendy", 2, NULL},
    /* names */
    {"From", "newsletter", 2, NULL},
    {"From", "news@", 1, NULL},
    {"Subject", "newsletter", 1, NULL},
    /* discussion lists */
    {"List-Post", "<mailto:", -4, discussion},
    {"Precedence", "^list", -5, discussion},
    {"Mailing-List", NULL, -4, discussion},
    {"X-BeenThere", NULL, -3, discussion},
    {"X-Mailman-Version", NULL, -2, discussion},
    {"X-Google-Group-*", NULL, -4, discussion},
    {"X-Mailing-List", NULL, -3, discussion},
    {"X-eGroups-*", NULL, -3, discussion},
    {"X-Loop", NULL, -1, discussion},
    {"Delivered-To", "mailing list", -3, discussion},
    /* systems that write to people about their own doings */
    {"From", "notification", -2, "notification"},
    {"X-Bugzilla-*", NULL, -6, "notification"},
    {"X-Discourse-*", NULL, -6, "notification"},
    {"X-Forgejo-*", NULL, -6, "notification"},
    {"X-Gerrit-*", NULL, -6, "notification"},
    {"X-Gitea-*", NULL, -6, "notification"},
    {"X-GitHub-*", NULL, -6, "notification"},
    {"X-GitLab-*", NULL, -6, "notification"},
    {"X-JIRA-*", NULL, -6, "notification"},
    {"X-Launchpad-*", NULL, -6, "notification"},
    {"X-Redmine-*", NULL, -6, "notification"},
    {"X-PM-Message-Stream", "outbound", -2, "notification"},
    /* people */
    {"In-Reply-To", NULL, -3, "reply"},
    {"References", NULL, -1, "reply"},
    {"Thread-Index", NULL, -1, "personal"},
    {"X-MS-Has-Attach", NULL, -1, "personal"},
    {"User-Agent", NULL, -2, "personal"},
    {"X-Mailer", "Outlook", -2, "personal"},
    {"X-Mailer", "Apple Mail", -2, "personal"},
    {"X-Mailer", "iPhone Mail", -2, "personal"},
    {"X-Mailer", "iPad Mail", -2, "personal"},
    {"X-Mailer", "Mozilla", -2, "personal"},
    {"X-Mailer", "Lotus Notes", -2, "personal"},
    {"X-Mailer", "YahooMail", -2, "personal"},
};

enum {
  ELIGIBLE_POINTS = 3,    /* from here on: a newsletter */
  INELIGIBLE_POINTS = -3, /* from here down: not */
  PREFIX_POINTS = -4,     /* the subject starts like that of a reply or a forwarded message */
  PRIVATE_POINTS = -3,    /* an address of one's own at a provider of free mail */
  TWO_POINTS = -2,        /* to two people by name */
  SEVERAL_POINTS = -5,    /* to more */
  ABOUT_POINTS = -4,      /* a person writes about a newsletter */
  LISTED_POINTS = -2,     /* as below, besides what its fields are worth */
  POST_POINTS = -6,       /* list software sent it, and it is not known to be the list's owner who wrote */
};

/* What mail programs put before the subject, in many languages, before a colon. */
static const struct {
  const char *name, *prefixes;
} subjects[] = {
    {"reply",
     "Re|Ré|AW|Antw|Antwort|SV|VS|R|RIF|RES|Odp|YNT|Vá|BLS|ATB|ΑΠ|ΣΧΕΤ|Отв|Ответ|На|Відп|回复|回覆|答复|答覆|"
     "返信|회신|답장|השב|رد"},
    {"forward",
     "Fwd|Fw|WG|TR|I|ENC|RV|PD|VB|VL|İLT|ILT|TRS|YML|ΠΡΘ|Doorst|Пересл|转发|轉寄|転送|전달|הועבר|إعادة توجيه|"
     "Továbbítás"},
};

/* Is it the field that the clue is about?  Names are letters, digits and hyphens, whose case is one bit; there are many
 * pairs to compare, so no function is called for a letter. */
static bool is_about(const struct clue *clue, const char *name) {
  size_t i = 0;
  while (clue->field[i] && ((name[i] ^ clue->field[i]) & ~0x20) == 0)
    i++;
  return clue->field[i] == name[i] || clue->field[i] == '*';
}

/* Does the clue apply to the header?  A text that starts with "^" is the start of the value. */
static bool applies(const struct clue *clue, const ll_header *header) {
  for (unsigned i = 0; i < header->fields->len; i++) {
    const struct ll_field *field = &g_array_index(header->fields, struct ll_field, i);
    if (!is_about(clue, field->name))
      continue;
    if (!clue->text)
      return true;
    bool start = clue->text[0] == '^';
    const char *found = strcasestr(field->value, clue->text + start);
    if (found && (!start || found == field->value))
      return true;
  }
  return false;
}

/* The envelope sender, else what Return-Path says of it; NULL: not known.  Owned. */
static char *envelope_sender(const ll_header *header, const char *sender) {
  char *address = g_strdup(sender ? sender : ll_header_get(header, "Return-Path"));
  return address ? g_strstrip(g_strdelimit(address, "<>", ' ')) : NULL;
}

/* The subject as it is compared: decoded, case folded; owned, never NULL. */
static char *folded_subject(const ll_header *header) {
  g_autofree char *text = ll_header_text(header, "Subject");
  return g_utf8_casefold(text ? text : "", -1);
}

/* Skips blanks and the [tags] that lists put in front. */
static const char *skip_tags(const char *subject) {
  subject += strspn(subject, " \t");
  for (const char *end; *subject == '[' && (end = strchr(subject, ']'));)
    subject = end + 1 + strspn(end + 1, " \t");
  return subject;
}

/* Does the subject start with one of the prefixes and a colon?  Some programs count: "Re[2]:", "Re(2):", "Re^2:". */
static bool has_prefix(const char *subject, const char *prefixes) {
  g_autofree char *folded = g_utf8_casefold(prefixes, -1);
  for (char *prefix = folded, *end; prefix; prefix = end) {
    end = strchr(prefix, '|');
    if (end)
      *end++ = '\0';
    if (!g_str_has_prefix(subject, prefix))
      continue;
    const char *rest = subject + strlen(prefix);
    rest += strspn(rest, " ^[(0123456789)]");
    if (*rest == ':' || g_str_has_prefix(rest, "："))
      return true;
  }
  return false;
}

/* What the start of the subject makes of the message, or NULL. */
static const char *of_prefix(const char *folded) {
  for (size_t i = 0; i < G_N_ELEMENTS(subjects); i++)
    if (has_prefix(skip_tags(folded), subjects[i].prefixes))
      return subjects[i].name;
  return NULL;
}

uint32_t ll_subject_topics(const ll_header *header, const ll_rules *rules) {
  if (!rules)
    return 0;
  g_autofree char *subject = folded_subject(header);
  g_autoptr(ll_words) words = ll_words_new();
  ll_words_append(words, subject, strlen(subject));
  ll_words_break(words);
  return ll_rules_topics(rules, words);
}

/* The reason never to touch the message, or NULL. */
static const char *refuse(const ll_header *header, const char *sender, uint32_t topics) {
  if (sender && !*sender)
    return "bounce";
  for (size_t i = 0; i < G_N_ELEMENTS(never); i++)
    if (applies(&never[i], header))
      return never[i].name;
  return topics & 1u << LL_TOPIC_REFUSE ? "transactional" : NULL;
}

/* Points so far, and the strongest of those against. */
struct balance {
  int points, worst;
  const char *reason;
  bool listed; /* a discussion list by a field of its own */
};

static void weigh(struct balance *balance, int points, const char *name) {
  balance->points += points;
  if (points < balance->worst) {
    balance->worst = points;
    balance->reason = name;
  }
}

/* Who writes, and to whom. */
static void weigh_people(struct balance *balance, const ll_header *header, const char *sender, const char *subject,
                         enum ll_mailing mailing, const ll_rules *rules) {
  const char *prefix = of_prefix(subject);
  unsigned addressed = ll_mailing_addressed(header);
  if (prefix)
    weigh(balance, PREFIX_POINTS, prefix);
  if (sender && (strcasestr(sender, "bounce") || strchr(sender, '='))) /* one return address a recipient */
    weigh(balance, 1, NULL);
  if (ll_mailing_is_private(header, rules))
    weigh(balance, PRIVATE_POINTS, "personal");
  if (addressed > 1)
    weigh(balance, addressed > 2 ? SEVERAL_POINTS : TWO_POINTS, "personal");
  if (mailing == LL_MAILING_POST)
    weigh(balance, balance->listed ? LISTED_POINTS : POST_POINTS, discussion);
}

/* What speaks for a discussion list does not count in mail of a list that only its owner writes to. */
static struct balance weigh_header(const ll_header *header, const char *sender, const char *subject,
                                   enum ll_mailing mailing, const ll_rules *rules) {
  struct balance balance = {0, 0, NULL, false};
  for (size_t i = 0; i < G_N_ELEMENTS(clues); i++) {
    bool list = clues[i].name == discussion;
    if ((list && mailing == LL_MAILING_OWNER) || !applies(&clues[i], header))
      continue;
    weigh(&balance, clues[i].points, clues[i].name);
    balance.listed |= list;
  }
  weigh_people(&balance, header, sender, subject, mailing, rules);
  return balance;
}

enum ll_eligibility ll_eligible_header(const ll_header *header, const ll_rules *rules, const char *sender, uint32_t topics,
                                       bool assume, const char **reason) {
  g_autofree char *envelope = envelope_sender(header, sender), *subject = folded_subject(header);
  const char *refused = refuse(header, envelope, topics);
  if (refused) {
    *reason = refused;
    return LL_INELIGIBLE;
  }
  if (assume)
    return LL_ELIGIBLE;
  enum ll_mailing mailing = ll_mailing_of(header, rules);
  struct balance balance = weigh_header(header, envelope, subject, mailing, rules);
  bool owner = mailing == LL_MAILING_OWNER;
  bool person = ll_mailing_is_person(header, rules);
  if (topics & 1u << LL_TOPIC_MENTIONED) /* a newsletter in the subject is another one */
    weigh(&balance, person ? ABOUT_POINTS : -1, "personal");
  if (balance.points <= INELIGIBLE_POINTS || owner || balance.points < 0)
    *reason = balance.reason ? balance.reason : discussion;
  if (balance.points <= INELIGIBLE_POINTS)
    return LL_INELIGIBLE;
  if (owner || balance.points < 0)
    return LL_DOUBTED;
  if (balance.points == 0 && person) {
    *reason = "personal";
    return LL_DOUBTED;
  }
  return balance.points >= ELIGIBLE_POINTS ? LL_ELIGIBLE : LL_UNDECIDED;
}

enum {
  BODY_POINTS = 4,    /* from here on: a newsletter */
  DOUBTED_POINTS = 6, /* the same, when the header speaks against it */
  MANY_TABLES = 3,
  MANY_LINKS = 10,
  MANY_IMAGES = 3,
  SHORT_LETTERS = 500, /* some 100 words: a notice about one thing */
  TINY_LETTERS = 150,
  FEW_LINKS = 4,
  MANY_PITCHES = 3,
  LETTER_POINTS = 3, /* from here on: a short letter */
};

/* What the words say: how to leave, where to read it, why one gets it, what it calls itself. */
static int points_of_words(const struct ll_body_evidence *e) {
  int leave = e->unsubscribe > 0 ? 4 : e->said > 0 ? 3 : e->way_out && !e->quoted ? 2 : 0;
  return leave + 2 * (e->view > 0) + 2 * e->named + (e->preferences > 0) + (e->provenance > 0) + (e->legal > 0) +
         (e->pitches > 0);
}

static int points_of_looks(const struct ll_body_evidence *e) {
  return (e->pixels > 0) + (e->layout_tables >= MANY_TABLES) + (e->links >= MANY_LINKS) + (e->images >= MANY_IMAGES);
}

/* Little to read, little to follow, and nothing that makes it a newsletter: service mail is like that, and has its rows
 * of icons, apps and unsubscribe links, too. */
static bool is_notice(const struct ll_body_evidence *e) {
  if (e->letters >= SHORT_LETTERS || e->content_links >= FEW_LINKS || e->named || e->view > 0)
    return false;
  if (e->letters < TINY_LETTERS)
    return e->pitches < MANY_PITCHES;
  return MIN(e->prose, 3) + MIN(e->pitches, 2) + (e->provenance > 0) + e->stream < LETTER_POINTS;
}

enum ll_eligibility ll_eligible_body(const struct ll_body_evidence *e, enum ll_eligibility header, const char **reason) {
  if (e->transactional || is_notice(e)) {
    *reason = e->transactional ? "transactional" : "notification";
    return LL_INELIGIBLE;
  }
  if (header == LL_ELIGIBLE)
    return LL_ELIGIBLE;
  bool quoted = (e->quoted || e->foreign) && !e->way_out; /* who passes a mail on leaves its header behind */
  bool leaves = e->unsubscribe > 0 || e->said > 0 || e->view > 0 || (e->way_out && !e->quoted); /* not only settings */
  int needed = header == LL_DOUBTED || e->quoted ? DOUBTED_POINTS : BODY_POINTS;
  if (!quoted && leaves && points_of_words(e) + points_of_looks(e) + (e->named && header == LL_DOUBTED) >= needed)
    return LL_ELIGIBLE;
  *reason = quoted ? "forward" : header == LL_DOUBTED ? *reason : "not-a-newsletter";
  return LL_INELIGIBLE;
}

const char *ll_refused_on_header(const ll_config *config, GBytes *header, const char *sender) {
  const char *reason = NULL;
  g_autoptr(ll_header) parsed = ll_header_parse(header, config->limits.header_size, NULL);
  if (!parsed)
    return "broken-header";
  reason = ll_message_refused(parsed);
  if (reason)
    return reason;
  uint32_t topics = ll_subject_topics(parsed, config->rules);
  return ll_eligible_header(parsed, config->rules, sender, topics, false, &reason) == LL_INELIGIBLE ? reason : NULL;
}
