/* SPDX-License-Identifier: MIT
 * What is needed to undo a cleaning, as bytes: lines "key values", an empty line, the removed bytes. */
#pragma once
#include <leanletter/edit.h>

/* The record of an edit that made `lean` of `raw`.  NULL and an error when the removed bytes cannot be had.  Returns owned. */
GBytes *undo_record(const ll_edit *edit, GBytes *raw, GBytes *lean, GError **error);

/* The original of `lean`, checked against the digests of the record.  Returns owned. */
GBytes *undo_apply(GBytes *record, GBytes *lean, GError **error);
