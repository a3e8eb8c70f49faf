/** What no run can measure with any provider, because neither the load client nor the services support it. */
export const UNTESTED_PROTOCOLS = 'HTTP/2, gRPC and bodies over 1 MiB'
