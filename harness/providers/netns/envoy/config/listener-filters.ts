/** Filters with which a listener inspects a connection before it picks a filter chain. */
import { extension, type Message } from './message.ts'

/** Bytes that the inspector reads at first; Istio's setting. */
const FIRST_READ_BYTES = 512

export const originalDestination = (): Message =>
  extension(
    'envoy.filters.listener.original_dst',
    'envoy.extensions.filters.listener.original_dst.v3.OriginalDst',
  )

export const tlsInspector = (): Message =>
  extension(
    'envoy.filters.listener.tls_inspector',
    'envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector',
    { initial_read_buffer_size: FIRST_READ_BYTES },
  )

/** @param except a port whose protocol is declared, so that it need not be inspected */
export const httpInspector = (except?: number): Message => ({
  ...extension(
    'envoy.filters.listener.http_inspector',
    'envoy.extensions.filters.listener.http_inspector.v3.HttpInspector',
  ),
  ...(except !== undefined && {
    filter_disabled: { destination_port_range: { start: except, end: except + 1 } },
  }),
})
