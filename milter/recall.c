/* SPDX-License-Identifier: MIT
 * Stream memory behind the front.
 *
 * Look-ups are made by threads of their own, so that whoever asks waits for the deadline and no longer, whatever the store
 * is doing; a circuit breaker keeps a store that is down from being asked at all.  Lessons wait in a queue for one more
 * thread.  A store that fails is opened anew with the first trial. */
#include "recall.h"
#include "counters.h"
#include "log.h"
#include "wait.h"
#include <leanletter/store.h>
#include <signal.h>
#include <string.h>

enum {
  READERS = 4,
  MAX_WAITING = 64,   /* look-ups that nobody has taken up */
  MAX_LESSONS = 1000, /* that are not learned yet */
  TRIES = 3,          /* to learn one */
  FAILURES = 5,       /* in a row that open the breaker */
  PAUSE_MS = 1000,
  LOG_MS = 60000,
  DATE_DAYS = 7, /* that a Date field may be off */
  FAREWELL_MS = 2000,
  HOUSEKEEPING_MS = 3600000,
};

/* A question on its way.  Whoever asked may have gone. */
struct question {
  gint users;
  ll_lesson *lesson;
  struct ll_seen *seen;
  bool trial, done, known, abandoned;
  char *problem;
};

struct ll_recollection {
  struct ll_memory_settings settings; /* borrowed from the configuration */
  bool authenticated_only;
  uint8_t secret[LL_SECRET_SIZE];
  int64_t deadline; /* us */
  pthread_rwlock_t opening; /* of `store` */
  ll_store *store;          /* NULL: it cannot be opened */
  pthread_mutex_t lock;     /* of all below */
  pthread_cond_t asked, answered, taught, stopped;
  struct ll_breaker breaker;
  int64_t next_line; /* ms; of the log */
  bool stopping;
  GQueue questions; /* of struct question * */
  GQueue lessons;   /* of ll_lesson * */
  bool learning;    /* the thread that learns is there */
};

static int64_t now_ms(void) {
  return g_get_monotonic_time() / 1000;
}

static uint32_t today(void) {
  return (uint32_t)(g_get_real_time() / G_USEC_PER_SEC / 86400);
}

/* ---- trouble ---- */

/* One line a minute. */
static void complain(ll_recollection *r, const char *what, const char *problem) {
  pthread_mutex_lock(&r->lock);
  const int64_t now = now_ms();
  const bool due = now >= r->next_line;
  if (due)
    r->next_line = now + LOG_MS;
  pthread_mutex_unlock(&r->lock);
  if (due)
    ll_log(LOG_WARNING, "memory: %s: %s; mail goes on without", what, problem);
}

/* How a look-up went. */
static void report(ll_recollection *r, bool success, const char *problem) {
  pthread_mutex_lock(&r->lock);
  const bool turned = ll_breaker_report(&r->breaker, success, now_ms());
  const bool open = r->breaker.open;
  pthread_mutex_unlock(&r->lock);
  if (!success) {
    ll_count(&ll_counters()->memory_failures, 1);
    complain(r, "no answer", problem);
  }
  if (!turned)
    return;
  atomic_store(&ll_counters()->memory_open, open);
  ll_count(open ? &ll_counters()->memory_opened : &ll_counters()->memory_closed, 1);
  if (!open)
    ll_log(LOG_NOTICE, "memory: answers again");
}

/* Opens the store, anew if there is one; one that is only in memory stays. */
static bool open_store(ll_recollection *r, GError **error) {
  pthread_rwlock_wrlock(&r->opening);
  const bool keep = r->store && strcmp(r->settings.backend, "memory") == 0;
  if (!keep) {
    g_clear_pointer(&r->store, ll_store_close);
    r->store = ll_store_open(&r->settings, r->secret, error);
  }
  const bool done = r->store != NULL;
  pthread_rwlock_unlock(&r->opening);
  return done;
}

/* ---- look-ups ---- */

static void question_unref(struct question *q) {
  if (!g_atomic_int_dec_and_test(&q->users))
    return;
  ll_lesson_free(q->lesson);
  g_free(q->seen);
  g_free(q->problem);
  g_free(q);
}

static struct question *question_new(const ll_lesson *lesson, bool trial) {
  struct question *q = g_new0(struct question, 1);
  q->users = 2;
  q->trial = trial;
  q->lesson = g_memdup2(lesson, sizeof *lesson);
  q->lesson->prints = g_array_copy(lesson->prints); /* whoever asked may free its own at any time */
  q->seen = g_new0(struct ll_seen, lesson->prints->len + 1);
  return q;
}

static bool look_up(ll_recollection *r, struct question *q, GError **error) {
  if (q->trial && !open_store(r, error))
    return false;
  pthread_rwlock_rdlock(&r->opening);
  const bool known = r->store && ll_store_look_up(r->store, q->lesson, q->seen, error);
  const bool closed = r->store == NULL;
  pthread_rwlock_unlock(&r->opening);
  if (closed)
    g_set_error_literal(error, LL_ERROR, LL_ERROR_STORE, "the store is not open");
  return known;
}

static void *read_store(void *data) {
  ll_recollection *r = data;
  for (;;) {
    g_autoptr(GError) error = NULL;
    pthread_mutex_lock(&r->lock);
    while (g_queue_is_empty(&r->questions))
      pthread_cond_wait(&r->asked, &r->lock);
    struct question *q = g_queue_pop_head(&r->questions);
    const bool wanted = !q->abandoned;
    pthread_mutex_unlock(&r->lock);
    const bool known = wanted && look_up(r, q, &error);
    pthread_mutex_lock(&r->lock);
    q->known = known;
    q->problem = error ? g_strdup(error->message) : NULL;
    q->done = true;
    pthread_cond_broadcast(&r->answered);
    pthread_mutex_unlock(&r->lock);
    question_unref(q);
  }
  return NULL;
}

/* Whether there was an answer in time. */
static bool await(ll_recollection *r, struct question *q) {
  const int64_t until = g_get_monotonic_time() + r->deadline;
  bool in_time = true;
  pthread_mutex_lock(&r->lock);
  while (!q->done && in_time)
    in_time = ll_wait_until(&r->answered, &r->lock, until);
  q->abandoned = !q->done;
  const bool known = q->done && q->known;
  pthread_mutex_unlock(&r->lock);
  return known;
}

/* Hands the question to a reader.  False: too many wait. */
static bool ask(ll_recollection *r, struct question *q) {
  pthread_mutex_lock(&r->lock);
  const bool room = g_queue_get_length(&r->questions) <= MAX_WAITING;
  if (room) {
    g_queue_push_tail(&r->questions, q);
    pthread_cond_signal(&r->asked);
  }
  pthread_mutex_unlock(&r->lock);
  return room;
}

bool ll_recall_look_up(ll_recollection *r, const ll_lesson *lesson, struct ll_seen *seen) {
  pthread_mutex_lock(&r->lock);
  const bool allowed = ll_breaker_allows(&r->breaker, now_ms());
  const bool trial = r->breaker.open;
  pthread_mutex_unlock(&r->lock);
  ll_count(&ll_counters()->memory_look_ups, 1);
  if (!allowed) {
    ll_count(&ll_counters()->memory_skipped, 1);
    return false;
  }
  struct question *q = question_new(lesson, trial);
  if (!ask(r, q)) {
    question_unref(q); /* the reader's share, too */
    question_unref(q);
    report(r, false, "too many look-ups wait");
    return false;
  }
  const bool known = await(r, q);
  if (known)
    memcpy(seen, q->seen, lesson->prints->len * sizeof *seen);
  report(r, known, q->abandoned ? "not in time" : q->problem);
  question_unref(q);
  return known;
}

/* ---- lessons ---- */

/* Mail that says it is of another time came today. */
static void correct_day(ll_lesson *lesson) {
  const uint32_t now = today();
  if (lesson->day + DATE_DAYS < now || lesson->day > now)
    lesson->day = now;
}

static bool learn_once(ll_recollection *r, const ll_lesson *lesson, GError **error) {
  pthread_rwlock_rdlock(&r->opening);
  const bool done = r->store && ll_store_remember(r->store, lesson, today(), error);
  pthread_rwlock_unlock(&r->opening);
  return done;
}

/* Waits a while, unless the end has come. */
static bool rest(ll_recollection *r) {
  const int64_t until = g_get_monotonic_time() + PAUSE_MS * 1000;
  pthread_mutex_lock(&r->lock);
  while (!r->stopping && ll_wait_until(&r->stopped, &r->lock, until)) {
  }
  const bool going = !r->stopping;
  pthread_mutex_unlock(&r->lock);
  return going;
}

static void learn(ll_recollection *r, const ll_lesson *lesson) {
  g_autoptr(GError) error = NULL;
  bool done = learn_once(r, lesson, &error);
  for (int i = 1; i < TRIES && !done && rest(r); i++) {
    g_clear_error(&error);
    done = learn_once(r, lesson, &error);
  }
  ll_count(done ? &ll_counters()->memory_lessons : &ll_counters()->memory_lost, 1);
  if (!done)
    complain(r, "not learned", error ? error->message : "the store is not open");
}

static void keep_house(ll_recollection *r) {
  struct ll_compaction done = {0};
  g_autoptr(GError) error = NULL;
  pthread_rwlock_rdlock(&r->opening);
  const bool compacted = r->store && ll_store_compact(r->store, today(), &done, &error);
  pthread_rwlock_unlock(&r->opening);
  if (!compacted)
    complain(r, "not compacted", error ? error->message : "the store is not open");
  else if (done.blocks > 0)
    ll_log(LOG_INFO, "memory: %" G_GUINT64_FORMAT " blocks were old or too many and are forgotten",
           done.blocks);
}

/* The next lesson, or NULL after a while; `*going`: more may come.  What waits when the end comes is still learned. */
static ll_lesson *next_lesson(ll_recollection *r, bool *going) {
  const int64_t until = g_get_monotonic_time() + LOG_MS * 1000;
  pthread_mutex_lock(&r->lock);
  while (g_queue_is_empty(&r->lessons) && !r->stopping && ll_wait_until(&r->taught, &r->lock, until)) {
  }
  ll_lesson *lesson = g_queue_pop_head(&r->lessons);
  *going = lesson || !r->stopping;
  pthread_mutex_unlock(&r->lock);
  return lesson;
}

static void *write_store(void *data) {
  ll_recollection *r = data;
  int64_t housekeeping = now_ms() + HOUSEKEEPING_MS;
  bool going = true;
  while (going) {
    g_autoptr(ll_lesson) lesson = next_lesson(r, &going);
    if (lesson)
      learn(r, lesson);
    if (now_ms() >= housekeeping) {
      keep_house(r);
      housekeeping = now_ms() + HOUSEKEEPING_MS;
    }
  }
  pthread_mutex_lock(&r->lock);
  r->learning = false;
  pthread_cond_broadcast(&r->stopped);
  pthread_mutex_unlock(&r->lock);
  return NULL;
}

void ll_recall_remember(ll_recollection *r, ll_lesson *lesson) {
  if (lesson->prints->len == 0 || (r->authenticated_only && !lesson->authenticated)) {
    ll_lesson_free(lesson);
    return;
  }
  correct_day(lesson);
  pthread_mutex_lock(&r->lock);
  const bool room = g_queue_get_length(&r->lessons) < MAX_LESSONS;
  if (room) {
    g_queue_push_tail(&r->lessons, lesson);
    pthread_cond_signal(&r->taught);
  }
  pthread_mutex_unlock(&r->lock);
  if (!room) {
    ll_count(&ll_counters()->memory_lost, 1);
    ll_lesson_free(lesson);
  }
}

/* ---- beginning and end ---- */

const uint8_t *ll_recall_secret(const ll_recollection *r) {
  return r->secret;
}

/* libmilter waits for signals in a thread of its own; these get none. */
static void start_threads(ll_recollection *r) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  for (int i = 0; i < READERS; i++)
    g_thread_unref(g_thread_new("look-up", read_store, r));
  r->learning = true;
  g_thread_unref(g_thread_new("lessons", write_store, r));
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* A memory that cannot be opened yet starts like one that failed. */
static void open_first(ll_recollection *r) {
  g_autoptr(GError) error = NULL;
  if (open_store(r, &error))
    return;
  for (int i = 0; i < FAILURES; i++)
    report(r, false, error->message);
}

static bool get_secret(const struct ll_memory_settings *settings, uint8_t secret[LL_SECRET_SIZE],
                       GError **error) {
  return strcmp(settings->backend, "memory") == 0 ? ll_secret_draw(secret, error)
                                                  : ll_secret_load(settings->directory, secret, error);
}

static void init_locks(ll_recollection *r) {
  pthread_cond_t *conditions[] = {&r->asked, &r->answered, &r->taught, &r->stopped};
  for (size_t i = 0; i < G_N_ELEMENTS(conditions); i++)
    ll_wait_init(conditions[i]);
  pthread_rwlock_init(&r->opening, NULL);
  pthread_mutex_init(&r->lock, NULL);
}

ll_recollection *ll_recall_open(const ll_config *config, GError **error) {
  const struct ll_memory_settings *settings = &config->memory;
  uint8_t secret[LL_SECRET_SIZE];
  if (strcmp(settings->backend, "none") == 0 || !get_secret(settings, secret, error))
    return NULL;
  ll_recollection *r = g_new0(ll_recollection, 1);
  r->settings = *settings;
  r->authenticated_only = config->require_authentication;
  r->deadline = (int64_t)ll_store_deadline(settings) * 1000;
  r->breaker = ll_breaker_new(FAILURES, PAUSE_MS);
  memcpy(r->secret, secret, sizeof secret);
  init_locks(r);
  g_queue_init(&r->questions);
  g_queue_init(&r->lessons);
  open_first(r);
  start_threads(r);
  return r;
}

/* The process ends right after this: what is still being asked is left to itself. */
void ll_recall_close(ll_recollection *r) {
  if (r == NULL)
    return;
  const int64_t until = g_get_monotonic_time() + FAREWELL_MS * 1000;
  pthread_mutex_lock(&r->lock);
  r->stopping = true;
  pthread_cond_signal(&r->taught);
  pthread_cond_broadcast(&r->stopped);
  while (r->learning && ll_wait_until(&r->stopped, &r->lock, until)) {
  }
  pthread_mutex_unlock(&r->lock);
}
