import { z } from 'zod';
import { time } from './fields.ts';
import { route } from './route-shape.ts';

/** What the authority says of itself. */
export const healthReply = z.strictObject({
  status: z.literal('ok'),
  version: z.string(),
  now: time,
  /** Name of the provider and its public pages, as the app shows them. */
  provider: z.strictObject({
    name: z.string(),
    phone: z.string(),
    hours: z.string(),
    email: z.string(),
    revocationUrl: z.string(),
    reorderUrl: z.string(),
    officeUrl: z.string(),
  }),
  /** Mails are kept in a folder and may be read back by the app that started this authority. */
  mailbox: z.boolean(),
});

/** Refused (503, `authorityFailure`) with the same parts in `details`, each `ok` or `failed`, as soon as one is not ready. */
export const readyReply = z.strictObject({
  status: z.literal('ready'),
  database: z.literal('ok'),
  vault: z.literal('ok'),
  outbox: z.literal('ok'),
});

export const mailboxReply = z.strictObject({
  mails: z.array(
    z.strictObject({
      id: z.string(),
      to: z.string(),
      subject: z.string(),
      receivedAt: time,
      text: z.string(),
      /** Address of the page in the mail, when it holds one. */
      link: z.string().nullable(),
    }),
  ),
});

export const jwksReply = z.looseObject({ keys: z.array(z.looseObject({ kid: z.string() })) });

export const SERVICE_ROUTES = {
  health: route({ method: 'GET', path: '/health', summary: 'Alive, and whose authority this is', reply: healthReply }),
  ready: route({ method: 'GET', path: '/ready', summary: 'May be sent requests: database, vault and outbox answer, and it is not about to stop', reply: readyReply }),
  jwks: route({ method: 'GET', path: '/.well-known/jwks.json', summary: 'Public keys of receipts', reply: jwksReply }),
  mailbox: route({ method: 'GET', path: '/v1/embedded/mails', summary: 'Mails kept by an embedded authority', auth: 'embedded', reply: mailboxReply }),
};

export type HealthReply = z.infer<typeof healthReply>;
export type MailboxReply = z.infer<typeof mailboxReply>;
