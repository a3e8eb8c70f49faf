/** What no run can show wherever it is, because neither the load client nor the services speak it. */
export const UNTESTED_PROTOCOLS = 'HTTP/2, gRPC and bodies over 1 MiB'
