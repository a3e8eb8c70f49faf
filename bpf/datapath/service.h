/* SPDX-License-Identifier: MIT */
/* Translates service addresses once per socket instead of once per packet. This replaces kube-proxy. */
#pragma once

#include "abi.h"
#include "lib/counting.h"
#include <linux/bpf.h>
#include <linux/errno.h>
#include <linux/in.h>
#include <stdbool.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* The same as bpf-lb-map-max of Cilium: 30,000 services with one endpoint each fit. */
#define SERVICE_SLOTS_MAX 65536

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, SERVICE_SLOTS_MAX);
	__type(key, struct service_key);
	__type(value, __u32);
} services SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, SERVICE_SLOTS_MAX);
	__type(key, __u32);
	__type(value, struct backend);
} backends SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 65536);
	__type(key, struct translation_key);
	__type(value, struct translation);
} translations SEC(".maps");

/* user_port is 32 bits wide; its lower half is the port in network order. */
static __always_inline struct translation_key translation_key(struct bpf_sock_addr *ctx)
{
	return (struct translation_key){
		.cookie = bpf_get_socket_cookie(ctx),
		.backend_address = ctx->user_ip4,
		.backend_port = ctx->user_port,
	};
}

/* TCP spreads at random. A UDP socket keeps its backend, because several backends would answer it otherwise. */
static __always_inline __u32 pick_slot(struct bpf_sock_addr *ctx, __u32 backend_count)
{
	__u64 pick = ctx->protocol == IPPROTO_TCP ? bpf_get_prandom_u32() : bpf_get_socket_cookie(ctx);
	return (__u32)(pick % backend_count) + 1;
}

/* Replaces a service's address by a backend's. Returns 0, also for an address of no service, or -EHOSTUNREACH. */
static __always_inline int translate(struct bpf_sock_addr *ctx, enum counter counter)
{
	struct service_key key = {
		.address = ctx->user_ip4,
		.port = ctx->user_port,
		.protocol = ctx->protocol,
	};
	__u32 *backend_count = bpf_map_lookup_elem(&services, &key);
	if (!backend_count)
		return 0;
	if (*backend_count == 0) {
		count(0, COUNT_NO_BACKEND);
		return -EHOSTUNREACH;
	}
	key.slot = pick_slot(ctx, *backend_count);
	__u32 *backend_id = bpf_map_lookup_elem(&services, &key);
	struct backend *backend = backend_id ? bpf_map_lookup_elem(&backends, backend_id) : NULL;
	if (!backend)
		return -EHOSTUNREACH;

	struct translation asked = {.service_address = ctx->user_ip4, .service_port = ctx->user_port};
	ctx->user_ip4 = backend->address;
	ctx->user_port = backend->port;
	struct translation_key given = translation_key(ctx);
	bpf_map_update_elem(&translations, &given, &asked, BPF_ANY);
	count(backend->place, counter);
	return 0;
}

/* Puts the service's address back when a program looks at its peer. Returns false where nothing was translated. */
static __always_inline bool translate_back(struct bpf_sock_addr *ctx)
{
	struct translation_key given = translation_key(ctx);
	struct translation *asked = bpf_map_lookup_elem(&translations, &given);
	if (!asked)
		return false;
	ctx->user_ip4 = asked->service_address;
	ctx->user_port = asked->service_port;
	return true;
}
