/* SPDX-License-Identifier: MIT
 * seccomp, rlimits and no_new_privs for a cleaner. */
#include "sandbox.h"
#include "fault.h"
#include <errno.h>
#include <leanletter/types.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* Sanitizers need calls and memory that a cleaner does not. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { RELAXED = true };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
enum { RELAXED = true };
#else
enum { RELAXED = false };
#endif
#else
enum { RELAXED = false };
#endif

/* What computing on memory and talking over open descriptors needs; the signal calls are what abort(3) makes. */
static const int allowed[] = {
    SCMP_SYS(read),           SCMP_SYS(write),
    SCMP_SYS(readv),          SCMP_SYS(writev),
    SCMP_SYS(poll),           SCMP_SYS(ppoll),
    SCMP_SYS(close),          SCMP_SYS(brk),
    SCMP_SYS(munmap),         SCMP_SYS(mremap),
    SCMP_SYS(madvise),        SCMP_SYS(futex),
    SCMP_SYS(sched_yield),    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction),
    SCMP_SYS(exit),           SCMP_SYS(exit_group),
    SCMP_SYS(clock_gettime),  SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),   SCMP_SYS(time),
    SCMP_SYS(getpid),         SCMP_SYS(gettid),
    SCMP_SYS(getrandom),      SCMP_SYS(restart_syscall),
    SCMP_SYS(sysinfo),        SCMP_SYS(sched_getaffinity),
};

/* What libraries try out of curiosity and can do without. */
static const int refused[] = {
    SCMP_SYS(open),      SCMP_SYS(openat),      SCMP_SYS(stat),        SCMP_SYS(lstat),
    SCMP_SYS(fstat),     SCMP_SYS(newfstatat),  SCMP_SYS(statx),       SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2),  SCMP_SYS(readlink),    SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd),    SCMP_SYS(lseek),       SCMP_SYS(ioctl),       SCMP_SYS(fcntl),
    SCMP_SYS(uname),     SCMP_SYS(getuid),      SCMP_SYS(geteuid),     SCMP_SYS(getgid),
    SCMP_SYS(getegid),   SCMP_SYS(getpeername), SCMP_SYS(getsockname),
};

bool ll_sandbox_possible(void) {
#ifdef LL_FAULT
  if (ll_fault_is("no-seccomp"))
    return false;
#endif
  return seccomp_api_get() > 0 && prctl(PR_GET_SECCOMP) >= 0;
}

/* Memory yes, code no; the CPU limit of this process; a signal to this process (abort). */
static int allow_with_conditions(scmp_filter_ctx filter) {
  const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  const scmp_datum_t self = (scmp_datum_t)getpid();
  int r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, no_code);
  r |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_code);
  r |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, SCMP_A0(SCMP_CMP_EQ, 0),
                        SCMP_A1(SCMP_CMP_EQ, RLIMIT_CPU));
  r |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(setrlimit), 1, SCMP_A0(SCMP_CMP_EQ, RLIMIT_CPU));
  r |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, self));
  return r;
}

static int load_filter(void) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (filter == NULL)
    return -ENOMEM;
  int r = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(allowed); i++)
    r |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
  for (gsize i = 0; i < G_N_ELEMENTS(refused); i++)
    r |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
  r |= allow_with_conditions(filter);
  if (r == 0)
    r = seccomp_load(filter);
  seccomp_release(filter);
  return r;
}

static bool limit(int resource, rlim_t value) {
  const struct rlimit both = {.rlim_cur = value, .rlim_max = value};
  return setrlimit((__rlimit_resource_t)resource, &both) == 0;
}

/* The socket is open: no descriptor after it, no file, no thread or process, no core file with mail in it. */
static bool set_limits(unsigned memory) {
  const bool tight = RELAXED || (limit(RLIMIT_AS, (rlim_t)memory << 20) && limit(RLIMIT_FSIZE, 0) &&
                                 limit(RLIMIT_NOFILE, 4));
  return tight && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NPROC, 0);
}

bool ll_sandbox_enter(unsigned memory, GError **error) {
  if (!set_limits(memory) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    g_set_error(error, LL_ERROR, LL_ERROR_SYSTEM, "cannot limit a cleaner: %s", g_strerror(errno));
    return false;
  }
  if (RELAXED || !ll_sandbox_possible())
    return true;
  const int r = load_filter();
  if (r != 0)
    g_set_error(error, LL_ERROR, LL_ERROR_SYSTEM, "cannot load the seccomp filter: %s", g_strerror(-r));
  return r == 0;
}

void ll_sandbox_allow_cpu(unsigned seconds) {
  const rlim_t used = (rlim_t)clock() / CLOCKS_PER_SEC;
  const struct rlimit cpu = {.rlim_cur = used + seconds, .rlim_max = RLIM_INFINITY};
  setrlimit(RLIMIT_CPU, &cpu);
}
