/* SPDX-License-Identifier: MIT
 * One batch of questions, one mark an atom. */
#include "core/recall.h"
#include "core/print.h"

enum { MIN_ISSUES = 3, MIN_DAYS = 3 };

static unsigned recurrence(const struct ll_seen *seen) {
  bool often = seen->issues >= MIN_ISSUES && seen->days >= MIN_DAYS && seen->recent * 2 >= seen->recent_of;
  return often && seen->recent_of ? 100u * MIN(seen->recent, seen->recent_of) / seen->recent_of : 0;
}

ll_lesson *ll_recall(ll_signals *s, const ll_header *header, const struct ll_memory *memory) {
  struct ll_key stream;
  if (!ll_stream_key(header, memory->dkim_domain, memory->secret, &stream))
    return NULL;
  g_autoptr(ll_prints) prints = ll_prints_new(s->page, header, memory->secret);
  g_autoptr(ll_lesson) lesson = ll_lesson_new(header, &stream, prints, memory);
  guint n = prints->prints->len;
  g_autofree struct ll_seen *seen = g_new0(struct ll_seen, n + 1);
  if (n && memory->look_up && memory->look_up(memory->data, lesson, seen))
    for (guint i = 0; i < n; i++) {
      const struct ll_unit *unit = &g_array_index(prints->units, struct ll_unit, i);
      for (uint32_t a = unit->first; a < unit->end; a++)
        s->marks[a].recurring = MAX(s->marks[a].recurring, (uint8_t)recurrence(&seen[i]));
    }
  return g_steal_pointer(&lesson);
}
