/* SPDX-License-Identifier: MIT
 * Sending and receiving orders with descriptors (SCM_RIGHTS). */
#include "control.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

union ancillary {
  struct cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int))];
};

bool ll_order_send(int control, struct ll_order order, int fd) {
  struct iovec data = {.iov_base = &order, .iov_len = sizeof order};
  union ancillary extra = {0};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
  if (fd >= 0) {
    message.msg_control = extra.bytes;
    message.msg_controllen = sizeof extra.bytes;
    struct cmsghdr *c = CMSG_FIRSTHDR(&message);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(c), &fd, sizeof fd);
  }
  ssize_t n;
  do
    n = sendmsg(control, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  while (n < 0 && errno == EINTR);
  return n == (ssize_t)sizeof order;
}

int ll_order_receive(int control, struct ll_order *order, int *fd) {
  struct ll_order got;
  struct iovec data = {.iov_base = &got, .iov_len = sizeof got};
  union ancillary extra = {0};
  struct msghdr message = {
      .msg_iov = &data, .msg_iovlen = 1, .msg_control = extra.bytes, .msg_controllen = sizeof extra.bytes};
  ssize_t n;
  do
    n = recvmsg(control, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  while (n < 0 && errno == EINTR);
  if (n == 0)
    return 0;
  if (n < 0)
    return errno == EAGAIN || errno == EWOULDBLOCK ? -1 : 0;
  *fd = -1;
  const struct cmsghdr *c = CMSG_FIRSTHDR(&message);
  if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS && c->cmsg_len == CMSG_LEN(sizeof *fd))
    memcpy(fd, CMSG_DATA(c), sizeof *fd);
  if (n != (ssize_t)sizeof got)
    return -1;
  *order = got;
  return 1;
}
