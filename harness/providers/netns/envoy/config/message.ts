/** Envoy's configuration as plain objects in Envoy's own field names (protobuf JSON). */

export type Message = Record<string, unknown>

/** Everything in Envoy that can be exchanged is a name and a message whose type is spelled out. */
export const extension = (name: string, type: string, config: Message = {}): Message => ({
  name,
  typed_config: { '@type': `type.googleapis.com/${type}`, ...config },
})

export const socketAddress = (address: string, port: number): Message => ({
  socket_address: { address, port_value: port },
})
