/** Changes that make a version of hopbench slower by a known amount, for gates that have to find it. */

/** A text of a file, and what it becomes. */
export interface Change {
  file: string
  text: string
  becomes: string
}

/** Every packet that a pod sends through the eBPF datapath is held up for so long: two of a hop, the request and its answer. */
export const slowerDatapath = (nsPerPacket: number): Change[] => [
  {
    file: 'bpf/datapath/datapath.bpf.c',
    text: '/* Sees what a pod sends:',
    becomes: `static long is_over(__u32 index, void *until)
{
	(void)index;
	return bpf_ktime_get_ns() >= *(__u64 *)until;
}

/* Sees what a pod sends:`,
  },
  {
    file: 'bpf/datapath/datapath.bpf.c',
    text: `int from_pod(struct __sk_buff *skb)
{
`,
    becomes: `int from_pod(struct __sk_buff *skb)
{
	__u64 until = bpf_ktime_get_ns() + ${nsPerPacket};
	bpf_loop(1 << 16, is_over, &until, 0);
`,
  },
]

/** Every service is busy for so long with each request. */
export const busierServices = (usPerRequest: number): Change[] => [
  {
    file: 'harness/workload/request-handler.ts',
    text: '      spin?.()\n',
    becomes: `      spin?.()\n      spinUs(${usPerRequest})\n`,
  },
]
