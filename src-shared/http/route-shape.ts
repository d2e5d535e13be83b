import { z } from 'zod';
import type { Permission } from '../domain/roles.ts';
import { hexOf, serial, sha256 } from './fields.ts';

/** Largest JSON body of any route: eight answers of 200 characters, with room for escapes. */
const JSON_LIMIT = 32 * 1024;

/** One row of the contract. What a row leaves out has the value of `DEFAULTS`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Parameters as `:name`; `PARAMS` says what each may be. There are no query strings: they end up in logs. */
  readonly path: string;
  readonly summary: string;
  /** session: bearer token of an unblock session; embedded: token of the process that started this authority; account: bearer token of a signed-in person. */
  readonly auth: 'none' | 'session' | 'embedded' | 'account';
  /** What a signed-in person must be allowed to do; not null exactly where `auth` is `account`. */
  readonly permission: Permission | null;
  /** Answers also a person who has not accepted the terms in force. */
  readonly beforeTerms: boolean;
  /** The person has shown who they are within the last minutes, not only that they hold a session (ASVS 7.5). */
  readonly fresh: boolean;
  /** The request must carry an Idempotency-Key (UUID): asked again, it gives the same reply and does nothing twice. */
  readonly idempotent: boolean;
  /** A JSON body, or with `consumes` one of `uploaded`. */
  readonly body: z.ZodType | null;
  /** Media types of a body that is no JSON; null: JSON. */
  readonly consumes: readonly string[] | null;
  /** Bytes of body that are read at most. */
  readonly bodyLimit: number;
  readonly reply: z.ZodType;
  /** The reply is a `file`, sent as its bytes. */
  readonly binary: boolean;
  /** The reply is `events`, sent as they come. */
  readonly events: boolean;
  /** Asked by a program of its own accord: it does not count as somebody being there, so a session goes on to its end. */
  readonly unattended: boolean;
  readonly status: 200 | 201 | 202;
}

const DEFAULTS = {
  auth: 'none',
  permission: null,
  beforeTerms: false,
  fresh: false,
  idempotent: false,
  body: null,
  consumes: null,
  bodyLimit: JSON_LIMIT,
  binary: false,
  events: false,
  unattended: false,
  status: 200,
} as const satisfies Partial<Route>;

type Row = Pick<Route, 'method' | 'path' | 'summary' | 'reply'> & Partial<Route>;
type Filled<R extends Row> = Omit<typeof DEFAULTS, keyof R> & Readonly<R>;

export function route<const R extends Row>(row: R): Filled<R> {
  return { ...DEFAULTS, ...row };
}

/** What each parameter of a path may be; one that is not here is a UUID. Another value finds nothing. */
export const PARAMS: Readonly<Record<string, z.ZodType<string>>> = {
  serial,
  /** Of a certificate's DER. */
  sha256,
  /** Serial number of a certificate, 16 bytes. */
  certificateSerial: hexOf(16),
  driverId: z.string().regex(/^[a-z0-9-]{1,60}$/u),
  /** A file name of ours. */
  file: z.string().regex(/^[a-z0-9-]{1,40}\.[a-z0-9]{1,8}$/u),
  /** OCSP over GET: base64 of a request (RFC 6960 A.1), percent-decoded. */
  ocspRequest: z.string().regex(/^[A-Za-z0-9+/=]{1,512}$/u),
};

export type ParamsOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { readonly [Key in Name | keyof ParamsOf<`/${Rest}`>]: string }
  : Path extends `${string}:${infer Name}`
    ? { readonly [Key in Name]: string }
    : object;

/** A body that is no JSON. */
export interface Uploaded {
  /** One of the route's `consumes`. */
  readonly type: string;
  readonly bytes: Uint8Array;
}
export const uploaded = z.custom<Uploaded>();

/** A reply that is no JSON. */
export interface SentFile {
  /** Media type. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Name under which a browser keeps it; null: shown, not kept. */
  readonly fileName: string | null;
  /** How long it may be served again by a cache, seconds; 0: not at all. */
  readonly maxAge: number;
  /** Of what says itself from when until when it is true (lists, OCSP): times in milliseconds, told to caches too. */
  readonly valid?: { readonly from: number; readonly until: number };
}
export const file = z.custom<SentFile>((value) => typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Uint8Array);

/** One server-sent event (WHATWG HTML 9.2), or a comment that keeps the line alive. */
export type SentEvent = { readonly event: string; readonly data: string } | { readonly comment: string };

/** What of an AbortSignal is needed; this folder knows neither Node nor a browser. */
interface EndSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A reply that goes on until the caller leaves, or it ends by itself. */
export interface SentEvents {
  /** @param signal aborted once nobody reads any more */
  readonly open: (signal: EndSignal) => AsyncIterable<SentEvent>;
}
export const events = z.custom<SentEvents>((value) => typeof value === 'object' && value !== null && 'open' in value && typeof value.open === 'function');
