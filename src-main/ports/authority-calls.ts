import type { z } from 'zod';
import type { ROUTES, RouteName } from '../../src-shared/http/contract.ts';
import type { ParamsOf } from '../../src-shared/http/route-shape.ts';

type RouteOf<R extends RouteName> = (typeof ROUTES)[R];
export type ReplyOf<R extends RouteName> = z.output<RouteOf<R>['reply']>;
type BodyOf<R extends RouteName> = RouteOf<R>['body'] extends z.ZodType ? z.input<RouteOf<R>['body']> : undefined;
type ParamsIn<R extends RouteName> = ParamsOf<RouteOf<R>['path']>;

export interface CallOptions {
  /** UUID; for routes that ask for one: asked again with it, nothing is done twice. */
  readonly idempotencyKey?: string;
  /** Tried once: a call behind the screen comes again by itself, and a second mail is a person's decision. */
  readonly once?: boolean;
  /** Milliseconds that one try may take. */
  readonly timeoutMs?: number;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
  /** Bytes of the body that have left so far. */
  readonly onProgress?: (sent: number) => void;
}

/** What a call is made with: parameters of the path and a body exactly where the route has them. */
export type CallInput<R extends RouteName> = CallOptions &
  (keyof ParamsIn<R> extends never ? { readonly params?: undefined } : { readonly params: ParamsIn<R> }) &
  (BodyOf<R> extends undefined ? { readonly body?: undefined } : { readonly body: BodyOf<R> });

export type CallArguments<R extends RouteName> = object extends CallInput<R> ? [input?: CallInput<R>] : [input: CallInput<R>];

/**
 * Every route of the contract, typed. A lost call is repeated by itself only where the contract makes that safe (GET, PUT of an
 * upload, an idempotency key); redirects are refused, replies are parsed.
 * @throws AppError authorityUnreachable when no reply came, authorityBadReply, authorityFailure, or the code the authority replied with
 */
export interface AuthorityCalls {
  readonly host: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** @param bearer of the signed-in person, or null */
  call<R extends RouteName>(route: R, bearer: string | null, ...rest: CallArguments<R>): Promise<ReplyOf<R>>;
  /**
   * Hears of changes until `signal` says otherwise, and comes back by itself when it breaks off. Each connection that stands, and each
   * event, calls `onChange`: what changed is asked of the feed.
   */
  listen(bearer: string, onChange: () => void, signal: AbortSignal): void;
}
