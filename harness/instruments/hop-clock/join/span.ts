/** Spans of time, and which of it a program spent itself while it waited for calls. Pure. */
import type { Exchange } from '../../../arm/hop-clock.ts'

/** Nanoseconds of CLOCK_MONOTONIC. */
export interface Span {
  fromNs: number
  toNs: number
}

/**
 * The span of an exchange at one socket: from the first byte of the request to the first byte of the answer. What comes after the
 * first byte (the rest of a long answer) is time of the program that reads it. Only so do spans add up: the sender of 100 kB
 * still writes while the receiver already reads.
 */
export const spanOf = ({ requestFirstNs, responseFirstNs }: Exchange): Span => ({
  fromNs: requestFirstNs,
  toNs: responseFirstNs,
})

export const isInside = (inner: Span, outer: Span): boolean =>
  inner.fromNs >= outer.fromNs && inner.fromNs <= inner.toNs && inner.toNs <= outer.toNs

export const lengthOf = ({ fromNs, toNs }: Span): number => toNs - fromNs

export const totalOf = (spans: readonly Span[]): number =>
  spans.reduce((sum, span) => sum + lengthOf(span), 0)

/** What is left of a span without the union of the spans inside it, in order. Empty pieces are left out. */
export function gapsOf(span: Span, inside: readonly Span[]): Span[] {
  const gaps: Span[] = []
  let atNs = span.fromNs
  for (const { fromNs, toNs } of inside.toSorted((a, b) => a.fromNs - b.fromNs)) {
    if (fromNs > atNs) gaps.push({ fromNs: atNs, toNs: fromNs })
    atNs = Math.max(atNs, toNs)
  }
  if (span.toNs > atNs) gaps.push({ fromNs: atNs, toNs: span.toNs })
  return gaps
}
