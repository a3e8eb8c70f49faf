/** An effect of known size that a run plants into an arm, to show that its instrument finds it (docs/method.md#planted-effects). */
export type PlantedEffect =
  /** A service is busy for so long with each request. */
  | { kind: 'busy-service'; service: string; us: number }
  /** Each request to a service is held up for so long on its way to the pod. */
  | { kind: 'slow-hop'; to: string; us: number }
  /** A program on the node takes CPU in small slices, whatever the load. */
  | { kind: 'busy-agent'; sliceUs: number; everyUs: number }
  /** That program holds memory. */
  | { kind: 'held-memory'; bytes: number }
  /** Each n-th request segment to a service is lost. */
  | { kind: 'lost-packets'; to: string; every: number }
  /** A service stands still for so long, again and again. */
  | { kind: 'pauses'; service: string; pauseMs: number; everyMs: number }
