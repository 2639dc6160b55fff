/* SPDX-License-Identifier: MIT
 *
 * The master: binds the socket, keeps a front and its cleaners running, obeys signals, tells systemd, serves metrics.
 * It never reads mail.
 *
 *   HUP        load the configuration again; wrong: the old one stays.  Right: a new front and cleaners take over,
 *              the old front finishes its connections.
 *   USR1       open the log file again.
 *   USR2       replace the front and the cleaners, with the configuration as it is.
 *   TERM, INT  finish the messages in hand (drain-timeout), end.  A second time: end at once.
 */
#pragma once
#include "process.h"
#include <leanletter/config.h>

struct ll_master {
  const char *config_file;     /* NULL: defaults */
  ll_config *config;           /* taken */
  struct ll_identity identity; /* what children run as */
  int listening;
  int started; /* a byte is written there once connections are taken; -1: nobody waits */
};

/* Runs until it is told to end (0) or no front can be kept up (1). */
int ll_master_run(struct ll_master *master);
