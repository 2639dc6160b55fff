/* SPDX-License-Identifier: MIT
 * What the fuzz targets share.  A target is LLVMFuzzerTestOneInput(); every broken invariant aborts. */
#pragma once
#include "core/cut.h"
#include <leanletter/leanletter.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Random numbers that depend on the input alone.  Returns owned. */
GRand *fuzz_rand(const uint8_t *data, size_t size);

/* One to four disjoint spans below `length`, sorted; may be empty when `length` is 0.  Returns owned. */
GArray *fuzz_spans(GRand *rand, size_t length);

/* What every edit promises: the lean message is smaller, the original comes back, and around the part and in the
 * decoded part nothing changed but the cuts.  Returns the lean message, owned. */
GBytes *fuzz_check_edit(const ll_edit *edit, GBytes *raw);
