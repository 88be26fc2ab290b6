/** A host name or address as a URL holds it: "[::1]". */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
