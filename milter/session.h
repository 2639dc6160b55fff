/* SPDX-License-Identifier: MIT
 *
 * One connection of a mail server and the message that it is handing over: collected up to the caps, with what the
 * decisions need.  Knows nothing of libmilter.
 */
#pragma once
#include <leanletter/leanletter.h>

typedef struct ll_session {
  /* the connection */
  bool passive;             /* the mail server lets us change nothing */
  bool lead_space;          /* header values keep their leading space, and need one */
  bool can_skip;            /* the rest of a body can be declined */
  bool can_add, can_change; /* header fields */
  bool quiet_connect, quiet_mail, quiet_rcpt, quiet_header; /* the server waits for no answer there */
  char *client;                                             /* address in text; NULL: not over the network */
  /* the message in hand */
  bool in_hand;
  bool unwanted;         /* a recipient is not in only-recipients */
  char *sender;          /* without <>; NULL: not known */
  char *queue_id;        /* printable; "-" when not known */
  GByteArray *raw;       /* the message so far, CRLF */
  size_t body;           /* where the body starts in it, once the header is complete */
  unsigned own_fields;   /* fields that arrived with our name */
  GPtrArray *signatures; /* values of DKIM-Signature, as they came */
  GPtrArray *results;    /* values of Authentication-Results */
  bool authenticated;    /* what they say, once the header is complete; see policy.h */
  char *dkim_domain;     /* of a signature that passed; NULL: none */
  const char *pass;      /* why it is to pass as it came; NULL: no reason yet */
  int64_t start;         /* monotonic us */
} ll_session;

ll_session *ll_session_new(void);
void ll_session_free(ll_session *session);

/* MAIL: forgets the message before and begins one.  `sender` with or without <>; NULL: not known. */
void ll_session_begin(ll_session *session, const char *sender);
void ll_session_reset(ll_session *session);

/* The queue id, which becomes known at different times; NULL is ignored. */
void ll_session_name(ll_session *session, const char *queue_id);
void ll_session_header(ll_session *session, const ll_config *config, const char *name, const char *value);

/* Ends the header; returns it with its empty line (owned). */
GBytes *ll_session_header_end(ll_session *session);

/* A piece of the body.  Past the cap the text is dropped and `pass` is set. */
void ll_session_body(ll_session *session, const ll_config *config, const uint8_t *bytes, size_t n);

/* The whole message (owned); the session has none then. */
GBytes *ll_session_take(ll_session *session);
