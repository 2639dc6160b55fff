/* SPDX-License-Identifier: MIT
 * The table of settings: one row each, in the order of conf/leanletter.conf. */
#include "core/setting.h"
#include <string.h>

const char *const ll_profile_names[] = {
    [LL_GENTLE] = "gentle", [LL_STANDARD] = "standard", [LL_STRICT] = "strict", NULL};
const char *const ll_policy_names[] = {
    [LL_POLICY_KEEP] = "keep", [LL_POLICY_CUT] = "cut", [LL_POLICY_REPORT] = "report", NULL};

static const char *const backends[] = {"none", "memory", "lmdb", "redis", NULL};
static const char *const dkim[] = {
    [LL_DKIM_KEEP] = "keep", [LL_DKIM_RENAME] = "rename", [LL_DKIM_REMOVE] = "remove", NULL};

/* A number without a suffix has the unit whose suffix is empty; where there is none the suffix is needed. */
static const struct ll_unit count[] = {{"", 1}, {NULL, 0}};
static const struct ll_unit percent[] = {{"%", 1}, {NULL, 0}};
static const struct ll_unit bytes[] = {{"", 1}, {"k", 1024}, {"M", 1024 * 1024}, {NULL, 0}};
static const struct ll_unit mebibytes[] = {{"M", 1}, {"G", 1024}, {NULL, 0}};
static const struct ll_unit milliseconds[] = {{"ms", 1}, {"s", 1000}, {NULL, 0}};
static const struct ll_unit seconds[] = {{"s", 1}, {"min", 60}, {NULL, 0}};
static const struct ll_unit days[] = {{"d", 1}, {NULL, 0}};

const struct ll_setting_group ll_setting_groups[] = {
    {"cleaning", "What is looked for, and how much may go."},
    {"classes",
     "What happens to each class of block: cut, keep, or report (stays, but is named in the explanation). A "
     "class that is not set here follows the profile."},
    {"authentication", "Whom to believe that the sender is who it says (RFC 8601)."},
    {"limits", "Caps. A message past one of them is delivered as it came."},
    {"milter", "The daemon, leanletter-milter(8)."},
    {"archive", "Originals, kept before a message is changed."},
    {"memory",
     "Promotions that come back issue after issue: what is remembered of each stream. Only keyed hashes are "
     "stored, never text."},
};
const size_t ll_n_setting_groups = G_N_ELEMENTS(ll_setting_groups);

#define AT(member) offsetof(ll_config, member)
#define FLAG(g, k, m, i, d)                                                                                  \
  { g, k, LL_BOOL, AT(m), i, .doc = d }
#define NUMBER(g, k, m, i, low, high, u, d)                                                                  \
  { g, k, LL_NUMBER, AT(m), i, low, high, u, .doc = d }
#define STRING(g, k, m, i, c, d)                                                                             \
  { g, k, LL_STRING, AT(m), i, .check = c, .doc = d }
#define LIST(g, k, m, i, c, d)                                                                               \
  { g, k, LL_LIST, AT(m), i, .check = c, .doc = d }
#define CHOICE(g, k, m, i, n, d)                                                                             \
  { g, k, LL_CHOICE, AT(m), i, .names = n, .doc = d }
#define CLASS(k, c, d) CHOICE("classes", k, policy[c], NULL, ll_policy_names, d)

const struct ll_setting ll_settings[] = {
    STRING(
        "cleaning", "rules", rules_directory, "", ll_check_path,
        "Directory of the rule files, see leanletter-rules(5). Empty: the rules that came with leanletter."),
    {"cleaning", "threshold", LL_REAL, AT(threshold), "1.5", 0.1, 100,
     .doc = "Score from which a block is cut. Higher is more careful."},
    NUMBER("cleaning", "budget", budget, "60%", 1, 95, percent,
           "Share of the visible words that may go. A message that would lose more is left alone."),
    NUMBER("cleaning", "rest", rest, "20", 0, 10000, count, "Visible words that have to remain."),

    CHOICE("classes", "profile", profile, "standard", ll_profile_names,
           "gentle: signup and repeat. standard: also subscribe, refer, social, app, recurring, badge and "
           "advertise. "
           "strict: every class, and sections of theirs by label and shape, see leanletter-rules(5)."),
    CLASS("signup", LL_SIGNUP, "Sign up for this or another newsletter of the sender."),
    CLASS("subscribe", LL_SUBSCRIBE, "Pay for a subscription, upgrade, become a member."),
    CLASS("refer", LL_REFER, "Forward to a friend, share this mail, refer and earn."),
    CLASS("social", LL_SOCIAL, "Follow us on a social network."),
    CLASS("app", LL_APP, "Get our app, read in the app."),
    CLASS("repeat", LL_REPEAT, "A promotion printed again in the same message."),
    CLASS("recurring", LL_RECURRING,
          "A promotion that earlier issues of the stream had too; needs [memory]."),
    CLASS("badge", LL_BADGE, "Powered by, sent with."),
    CLASS("advertise", LL_ADVERTISE, "Reach our readers, become a sponsor."),
    CLASS("house", LL_HOUSE, "The sender's own shop, products, events and other newsletters."),
    CLASS("survey", LL_SURVEY, "Rate this issue, give feedback."),
    CLASS("sponsor", LL_SPONSOR, "Paid advertising."),
    CLASS("related", LL_RELATED, "Rails of teasers: read next, most read."),
    CLASS("donate", LL_DONATE, "Give money, buy us a coffee."),

    FLAG("authentication", "require-authentication", require_authentication, "no",
         "Leave a message alone unless a trusted Authentication-Results field says that its sender passed "
         "DKIM, SPF or "
         "DMARC."),
    LIST("authentication", "authserv-ids", authserv_ids, "", ll_check_word,
         "Names of the servers whose Authentication-Results are trusted."),

    NUMBER("limits", "message-size", limits.message_size, "10M", 1024, 256.0 * 1024 * 1024, bytes,
           "The whole message."),
    NUMBER("limits", "header-size", limits.header_size, "256k", 1024, 16.0 * 1024 * 1024, bytes,
           "Its header."),
    NUMBER("limits", "html-size", limits.html_size, "2M", 1024, 64.0 * 1024 * 1024, bytes,
           "The HTML part, decoded."),
    NUMBER("limits", "parts", limits.parts, "1000", 1, 100000, count, "MIME parts."),
    NUMBER("limits", "boundaries", limits.boundaries, "50", 1, 1000, count,
           "Occurrences of \"boundary=\": nested boundaries cost time squared."),
    NUMBER("limits", "part-depth", limits.part_depth, "20", 1, 100, count, "Levels of multipart."),
    NUMBER("limits", "tokens", limits.tokens, "50000", 100, 10000000, count,
           "Tags, texts and comments of the HTML part."),
    NUMBER("limits", "attributes", limits.attributes, "100", 10, 10000, count, "Attributes of one tag."),
    NUMBER("limits", "depth", limits.depth, "200", 10, 250, count, "Levels of HTML elements."),
    NUMBER("limits", "blocks", limits.blocks, "5000", 10, 1000000, count, "Blocks that are considered."),
    NUMBER("limits", "words", limits.words, "50000", 100, 10000000, count, "Visible words of the HTML part."),

    STRING("milter", "socket", milter.socket, "unix:/run/leanletter/milter.sock", ll_check_socket,
           "Where the mail server connects: unix:/path, inet:port@host or inet6:port@host."),
    {"milter", "socket-mode", LL_OCTAL, AT(milter.socket_mode), "0660", 0, 0777,
     .doc = "Mode of a unix socket, octal."},
    NUMBER("milter", "cleaners", milter.cleaners, "0", 0, 256, count,
           "Processes that clean. 0: one for each core."),
    NUMBER("milter", "deadline", milter.deadline, "3s", 50, 240000, milliseconds,
           "Time that a message may take, the wait for a free cleaner included. Past it the message passes "
           "as it came."),
    NUMBER("milter", "max-messages", milter.max_messages, "1000", 1, 1000000, count,
           "A cleaner is replaced after so many messages."),
    NUMBER("milter", "cleaner-memory", milter.cleaner_memory, "512M", 64, 16384, mebibytes,
           "Address space of a cleaner."),
    NUMBER("milter", "drain-timeout", milter.drain_timeout, "30s", 1, 600, seconds,
           "How long messages in flight are waited for when the daemon stops."),
    FLAG("milter", "require-seccomp", milter.require_seccomp, "yes",
         "Do not start where the kernel offers no system call filter."),
    STRING("milter", "user", milter.user, "", ll_check_word,
           "User to run as when started as root. Empty: stay who we are; root is refused."),
    STRING("milter", "pid-file", milter.pid_file, "", ll_check_path,
           "File with the process id. Empty: none."),
    STRING("milter", "log", milter.log, "syslog", ll_check_log, "syslog, stderr or a file."),
    STRING("milter", "metrics", milter.metrics, "", ll_check_loopback,
           "Address of loopback where figures are served over HTTP, such as 127.0.0.1:9109. Empty: nowhere."),
    CHOICE("milter", "dkim-signature", milter.dkim_signature, "keep", dkim,
           "What happens to the DKIM-Signature fields of a message that was cut: keep, rename (to "
           "X-Original-DKIM-Signature) or remove."),
    STRING("milter", "header-field", milter.header_field, "X-Leanletter", ll_check_field,
           "Name of the field that says what was cut."),
    LIST("milter", "skip-clients", milter.skip_clients, "authenticated", ll_check_client,
         "Clients whose mail passes as it came: addresses, networks such as 192.0.2.0/24, local (this "
         "machine), "
         "authenticated (users that logged in to send)."),
    LIST("milter", "only-recipients", milter.only_recipients, "", ll_check_address,
         "Clean only what goes to these addresses or @domains, and to nobody else. Empty: everyone."),

    STRING("archive", "directory", archive.directory, "", ll_check_path, "Empty: nothing is archived."),
    NUMBER("archive", "days", archive.days, "30d", 0, 36500, days,
           "Originals are kept so long. 0d: for ever."),
    NUMBER("archive", "size", archive.size, "1G", 0, 4194304, mebibytes, "Room for originals. 0M: no cap."),

    {"memory", "backend", LL_STRING, AT(memory.backend), "none", .names = backends,
     .doc = "none, memory (until the daemon stops), lmdb (on disk) or redis (shared by several mail hosts)."},
    STRING("memory", "directory", memory.directory, "/var/lib/leanletter", ll_check_path,
           "Directory of the database and of the secret that keys the hashes."),
    NUMBER("memory", "map-size", memory.map_size, "256M", 1, 1048576, mebibytes,
           "Size that the LMDB file may reach."),
    LIST("memory", "servers", memory.servers, "127.0.0.1:6379", ll_check_server,
         "Redis servers, host:port or unix:/path, tried in order."),
    STRING("memory", "user", memory.user, "", ll_check_word, "Redis user."),
    {"memory", "password", LL_STRING, AT(memory.password), "", .secret = true, .doc = "Redis password."},
    NUMBER("memory", "database", memory.database, "0", 0, 1000, count, "Redis database."),
    STRING("memory", "prefix", memory.prefix, "leanletter:", ll_check_word, "What Redis keys begin with."),
    NUMBER("memory", "deadline", memory.deadline, "0ms", 0, 5000, milliseconds,
           "Time that a question may take; past it the message is cleaned without memory. 0ms: 20ms for "
           "lmdb, 50ms for "
           "redis."),
    NUMBER("memory", "days", memory.days, "120d", 1, 36500, days,
           "A block that was not seen for so long is forgotten."),
    NUMBER("memory", "stream-blocks", memory.stream_blocks, "512", 10, 4096, count,
           "Blocks remembered of a stream."),
    NUMBER("memory", "blocks", memory.blocks, "1000000", 1000, 1000000000, count,
           "Blocks remembered overall."),
};
const size_t ll_n_settings = G_N_ELEMENTS(ll_settings);

const struct ll_setting *ll_setting_find(const char *group, const char *key) {
  for (size_t i = 0; i < ll_n_settings; i++)
    if (strcmp(ll_settings[i].group, group) == 0 && strcmp(ll_settings[i].key, key) == 0)
      return &ll_settings[i];
  return NULL;
}
