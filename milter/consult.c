/* SPDX-License-Identifier: MIT
 * The front's side of the conversation with a cleaner. */
#include "consult.h"
#include "fault.h"
#include <string.h>

enum { MAX_LOOK_UPS = 4 }; /* for one message */

static const char *const reasons[] = {[LL_FRAME_OK] = NULL,
                                      [LL_FRAME_END] = "cleaner-ended",
                                      [LL_FRAME_TIMEOUT] = "timeout",
                                      [LL_FRAME_BROKEN] = "cleaner-refused"};

static enum ll_frame_result send_request(struct ll_helper *helper, ll_recollection *recall,
                                         const struct ll_request *question,
                                         const struct ll_patience *patience) {
  struct ll_request request = *question;
  request.id = helper->served;
  request.memory = recall != NULL;
  if (recall)
    memcpy(request.secret, ll_recall_secret(recall), LL_SECRET_BYTES);
  g_autoptr(GByteArray) payload = ll_request_encode(&request);
  return ll_frame_send(helper->fd, LL_FRAME_REQUEST, payload, patience);
}

static enum ll_frame_result answer(struct ll_helper *helper, ll_recollection *recall, GBytes *question,
                                   const struct ll_patience *patience) {
  g_autoptr(ll_lesson) lesson = recall ? ll_look_up_decode(question) : NULL;
  if (lesson == NULL)
    return LL_FRAME_BROKEN;
  g_autofree struct ll_seen *seen = g_new0(struct ll_seen, lesson->prints->len + 1);
  const bool known = ll_recall_look_up(recall, lesson, seen);
  g_autoptr(GByteArray) payload = ll_seen_encode(seen, known ? lesson->prints->len : 0);
  return ll_frame_send(helper->fd, LL_FRAME_SEEN, payload, patience);
}

static enum ll_frame_result converse(struct ll_helper *helper, ll_recollection *recall,
                                     const struct ll_patience *patience, struct ll_reply *reply) {
  for (int i = 0; i <= MAX_LOOK_UPS; i++) {
    enum ll_frame_kind kind;
    g_autoptr(GBytes) payload = NULL;
    enum ll_frame_result r = ll_frame_receive(helper->fd, &kind, &payload, LL_FRAME_MAX_REPLY, patience);
    if (r != LL_FRAME_OK)
      return r;
    if (kind == LL_FRAME_REPLY)
      return ll_reply_decode(payload, reply) ? LL_FRAME_OK : LL_FRAME_BROKEN;
    if (kind != LL_FRAME_LOOK_UP)
      return LL_FRAME_BROKEN;
    r = answer(helper, recall, payload, patience);
    if (r != LL_FRAME_OK)
      return r;
  }
  return LL_FRAME_BROKEN;
}

const char *ll_consult(ll_crew *crew, ll_recollection *recall, const struct ll_request *question,
                       const struct ll_patience *patience, struct ll_reply *reply,
                       struct ll_helper **helper) {
  struct ll_helper *asked = ll_crew_take(crew, patience);
  if (asked == NULL)
    return "no-cleaner";
  struct ll_reply got = {0};
  enum ll_frame_result r = send_request(asked, recall, question, patience);
  LL_FAULT_AT("in-cleaner", asked->pid);
  if (r == LL_FRAME_OK)
    r = converse(asked, recall, patience, &got);
  if (r == LL_FRAME_OK && got.id != asked->served) {
    ll_reply_clear(&got);
    r = LL_FRAME_BROKEN;
  }
  if (r != LL_FRAME_OK) {
    ll_crew_discard(crew, asked);
    return reasons[r];
  }
  *reply = got;
  *helper = asked;
  return NULL;
}
