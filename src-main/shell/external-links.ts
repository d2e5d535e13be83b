const MAX_LENGTH = 2048;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Printable ASCII without space, quotes, backslash, angle brackets and the like: what an address needs and a shell does not mind. */
const PLAIN = /^[A-Za-z0-9\-._~:/?#[\]@!$&()*+,;=%]+$/u;
const DNS_NAME = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/u;

/**
 * The address as it may be handed to the person's browser, or null: https to a named host, or http(s) to this machine (the
 * embedded authority). No user name, no other scheme, nothing that the parser would have to repair.
 */
export function openableAddress(text: string): string | null {
  if (text.length > MAX_LENGTH || !PLAIN.test(text) || !URL.canParse(text)) return null;
  const address = new URL(text);
  if (address.username !== '' || address.password !== '') return null;
  // The parser repairs much (missing slashes, numbers for addresses, an empty `@`): what it had to repair is not opened.
  if (address.href !== text && address.href !== `${text}/`) return null;
  const loopback = LOOPBACK.has(address.hostname);
  if (address.protocol === 'http:') return loopback ? address.href : null;
  if (address.protocol !== 'https:') return null;
  return loopback || DNS_NAME.test(address.hostname) ? address.href : null;
}
