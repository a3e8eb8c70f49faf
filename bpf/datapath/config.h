/* SPDX-License-Identifier: MIT */
/* Settings of a node. They are constant once the object is loaded, so the verifier removes what they switch off. */
#pragma once

#include "abi.h"
#include <bpf/bpf_helpers.h>

const volatile struct config config SEC(".rodata.config");
