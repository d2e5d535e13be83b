/** Where mails are handed in, and how. Holds the password: never logged, never printed. */
export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
  /** tls: from the first byte; startTls: required before anything is said; none: in clear. */
  readonly security: 'tls' | 'startTls' | 'none';
  readonly user: string;
  readonly password: string;
}

const SUBMISSION = 587;
const SUBMISSIONS = 465;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

/** Whether `readSmtpUrl` can read it. */
export function isSmtpUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(url);
  return (protocol === 'smtp:' || protocol === 'smtps:') && hostname !== '' && (pathname === '' || pathname === '/') && search === '' && hash === '';
}

/**
 * `smtp://user:password@host:587` or `smtps://…:465` (RFC 8314), user and password percent-encoded.
 * To this machine itself nothing is encrypted, unless an authority for its certificate is named.
 * @param options.plaintext to any machine in clear, by the administrator's own word
 */
export function readSmtpUrl(url: string, options: { readonly plaintext: boolean; readonly hasAuthority: boolean }): SmtpAddress {
  const { protocol, hostname, port, username, password } = new URL(url);
  const tls = protocol === 'smtps:';
  const inClear = options.plaintext || (LOOPBACK.test(hostname) && !options.hasAuthority);
  return {
    host: hostname.replace(/^\[|\]$/gu, ''),
    port: port === '' ? (tls ? SUBMISSIONS : SUBMISSION) : Number(port),
    security: tls ? 'tls' : inClear ? 'none' : 'startTls',
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
}
