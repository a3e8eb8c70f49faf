/** Envoy's configuration as plain objects with Envoy's own field names (protobuf JSON). */

export type Message = Record<string, unknown>

/** An extension of Envoy's configuration: a name, and a message with its type. */
export const extension = (name: string, type: string, config: Message = {}): Message => ({
  name,
  typed_config: { '@type': `type.googleapis.com/${type}`, ...config },
})

export const socketAddress = (address: string, port: number): Message => ({
  socket_address: { address, port_value: port },
})
