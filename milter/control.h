/* SPDX-License-Identifier: MIT
 * Orders between master and front over a SOCK_SEQPACKET pair, some with a descriptor. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum ll_order_kind {
  LL_ORDER_CLEANER = 1, /* to the front: a new cleaner, `number` its pid, the descriptor its socket */
  LL_ORDER_DRAIN,       /* to the front: take no new connections, end when the present ones are through */
  LL_ORDER_STOP,        /* to the front: the same, ending after `number` s, idle connections sooner */
  LL_ORDER_LOG,         /* to the front: write the log to the descriptor from now on */
  LL_TELL_READY,        /* to the master: connections are being taken */
  LL_TELL_KILL,         /* to the master: end cleaner `number`, it did not answer or not well */
};

struct ll_order {
  uint32_t kind;
  int32_t number;
};

/* Sends an order with `fd` (-1: none), which stays open.  False: the other side is gone or does not read. */
bool ll_order_send(int control, struct ll_order order, int fd);

/* Receives one; `*fd` is -1 or a descriptor now owned by the caller.  1: one came, 0: the other side is gone,
 * -1: nothing there (the socket does not block) or something that is no order. */
int ll_order_receive(int control, struct ll_order *order, int *fd);
