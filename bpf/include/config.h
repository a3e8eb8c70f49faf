/* SPDX-License-Identifier: MIT */
/* Settings as constants: the verifier removes what they switch off. Written by loader.c before loading. */
#pragma once

#include "abi.h"
#include <bpf/bpf_helpers.h>

const volatile struct config config SEC(".rodata.config");
