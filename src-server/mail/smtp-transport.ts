import { createTransport } from 'nodemailer';
import { z } from 'zod';
import type { MailTransport } from './mail-folder.ts';
import { MailRefused } from './mail-refused.ts';
import type { SmtpAddress } from './smtp-address.ts';

/** Everything one mail may take, however slowly the server speaks; shorter than the dispatcher's lease. */
const MAIL_MS = 45_000;
const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;
const IDLE_MS = 30_000;

/** Replies that tell of us and not of the recipient: authentication (RFC 4954, section 6), encryption (RFC 3207). */
const OUR_FAULT = new Set([530, 534, 535, 538]);
const smtpError = z.object({ responseCode: z.number().int().min(500).max(599), command: z.enum(['RCPT TO', 'DATA']) });

export interface SmtpOptions {
  readonly address: SmtpAddress;
  /** PEM of the authorities that may vouch for the server; null: the system's. */
  readonly authorities: string | null;
  /** For tests: `MAIL_MS` otherwise. */
  readonly mailMs?: number;
}

/** Hands mails to a server, over connections that are kept for a while. The bytes are the dispatcher's: sent twice, a mail is the same mail. */
export function smtpTransport({ address, authorities, mailMs = MAIL_MS }: SmtpOptions): MailTransport {
  const { host, port, security, user, password } = address;
  const pool = createTransport({
    pool: true,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'startTls',
    ignoreTLS: security === 'none',
    ...(user === '' ? {} : { auth: { user, pass: password } }),
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(authorities === null ? {} : { ca: authorities }) },
    maxConnections: 2,
    maxMessages: 100,
    // When to try again is the outbox's to say.
    maxRequeues: 0,
    idleTimeout: IDLE_MS,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  });
  // Losing a connection nobody was using is no news: the next mail makes another.
  pool.on('error', () => undefined);
  return {
    async deliver({ eml, from, to }) {
      const signal = AbortSignal.timeout(mailMs);
      try {
        await pool.sendMail({ envelope: { from, to: [to] }, raw: Buffer.from(eml), signal });
      } catch (cause) {
        const refused = smtpError.safeParse(cause);
        if (refused.success && !OUR_FAULT.has(refused.data.responseCode)) throw new MailRefused(refused.data.responseCode);
        throw cause;
      }
    },
    close: () => pool.close({ force: true }),
  };
}
