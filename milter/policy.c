/* SPDX-License-Identifier: MIT
 * Whose mail is touched at all. */
#include "policy.h"
#include "authres.h"
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

struct address {
  uint8_t bytes[16];
  unsigned size; /* 4 or 16 */
};

/* Reads an address; an IPv4 address in IPv6 dress is IPv4. */
static bool read_address(const char *text, struct address *address) {
  static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
  if (g_ascii_strncasecmp(text, "IPv6:", 5) == 0)
    text += 5;
  address->size = 4;
  if (inet_pton(AF_INET, text, address->bytes) == 1)
    return true;
  address->size = 16;
  if (inet_pton(AF_INET6, text, address->bytes) != 1)
    return false;
  if (memcmp(address->bytes, mapped, sizeof mapped) == 0) {
    memmove(address->bytes, address->bytes + 12, 4);
    address->size = 4;
  }
  return true;
}

static bool same_prefix(const struct address *a, const struct address *b, unsigned bits) {
  if (a->size != b->size || memcmp(a->bytes, b->bytes, bits / 8) != 0)
    return false;
  const uint8_t mask = (uint8_t)(0xff00 >> bits % 8);
  return bits % 8 == 0 || ((a->bytes[bits / 8] ^ b->bytes[bits / 8]) & mask) == 0;
}

static bool in_network(const struct address *client, const char *network) {
  g_auto(GStrv) parts = g_strsplit(network, "/", 2);
  struct address base;
  if (!parts[0] || !read_address(parts[0], &base))
    return false;
  const unsigned all = base.size * 8;
  const unsigned bits = parts[1] ? (unsigned)strtoul(parts[1], NULL, 10) : all;
  return same_prefix(client, &base, MIN(bits, all));
}

static bool is_local(const char *client, const struct address *address) {
  return client == NULL || in_network(address, "127.0.0.0/8") || in_network(address, "::1");
}

static bool is_skipped(const ll_config *config, const struct ll_circumstances *c, const char **why) {
  struct address address = {0};
  const bool known = c->client && read_address(c->client, &address);
  for (char **entry = config->milter.skip_clients; entry && *entry; entry++) {
    if (strcmp(*entry, "authenticated") == 0 && c->submitted) {
      *why = "submitted";
      return true;
    }
    const bool local = strcmp(*entry, "local") == 0 && (known || !c->client) && is_local(c->client, &address);
    if (local || (known && in_network(&address, *entry))) {
      *why = "client";
      return true;
    }
  }
  return false;
}

const char *ll_policy_passes(const ll_config *config, const struct ll_circumstances *circumstances) {
  const char *why = NULL;
  if (is_skipped(config, circumstances, &why))
    return why;
  if (circumstances->unwanted)
    return "recipients";
  return config->require_authentication && !circumstances->authenticated ? "not-authenticated" : NULL;
}

bool ll_policy_wants(const ll_config *config, const char *recipient) {
  char **list = config->milter.only_recipients;
  if (list == NULL || *list == NULL)
    return true;
  g_autofree char *address = g_strdup(recipient);
  g_strstrip(g_strdelimit(address, "<>", ' '));
  const char *domain = strrchr(address, '@');
  for (; *list; list++)
    if (g_ascii_strcasecmp(*list, address) == 0 ||
        (**list == '@' && domain && g_ascii_strcasecmp(*list, domain) == 0))
      return true;
  return false;
}

bool ll_policy_authenticated(const ll_config *config, const GPtrArray *values, char **dkim_domain) {
  static const char *const nobody[] = {NULL};
  const char *const *trusted = config->authserv_ids ? (const char *const *)config->authserv_ids : nobody;
  g_autofree char *domain = NULL;
  bool passed = false;
  for (guint i = 0; i < values->len; i++) {
    struct ll_authres result;
    if (!ll_authres_read(g_ptr_array_index(values, i), trusted, &result))
      continue;
    passed = passed || result.passed;
    if (domain == NULL)
      domain = result.dkim_domain;
    else
      g_free(result.dkim_domain);
  }
  *dkim_domain = g_steal_pointer(&domain);
  return passed;
}
