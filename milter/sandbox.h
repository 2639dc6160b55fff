/* SPDX-License-Identifier: MIT
 *
 * The sandbox of a cleaner: no new privileges, a seccomp allow list, resource limits.  Opening files and asking about
 * them is refused (EPERM: a library that would merely like to look goes on); everything else that is not on the list,
 * sockets, new processes, programs and signals to others among it, ends the process.
 */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* Whether this kernel and this build can do it. */
bool ll_sandbox_possible(void);

/* Closes it around the calling process for good.  `memory` is MiB of address space. */
bool ll_sandbox_enter(unsigned memory, GError **error);

/* From now on the process may use so many more seconds of CPU time; then it ends. */
void ll_sandbox_allow_cpu(unsigned seconds);
