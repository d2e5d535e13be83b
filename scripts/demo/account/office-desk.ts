import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { ROUTES, type RouteName } from '../../../src-shared/http/contract.ts';
import type { Route } from '../../../src-shared/http/route-shape.ts';
import type { RehearsalOperator } from '../../../src-server/seed/seed-operator.ts';

type Reply<Name extends RouteName> = z.output<(typeof ROUTES)[Name]['reply']>;

/** The operator of the rehearsal's office, at the routes of the authority: nobody has screens for it here. */
export class OfficeDesk {
  readonly #url: string;
  readonly #bearer: string;

  private constructor(url: string, bearer: string) {
    this.#url = url;
    this.#bearer = bearer;
  }

  static async signIn(url: string, { email, password }: RehearsalOperator): Promise<OfficeDesk> {
    const { sessionToken } = await new OfficeDesk(url, '').#call('logIn', {}, { email, password });
    return new OfficeDesk(url, sessionToken);
  }

  /** For the search of what was written: it opens the office until it ends. */
  get bearer(): string {
    return this.#bearer;
  }

  /** Takes the one request that waits, accepts its documents and it, and issues its certificate. @returns serial number. */
  async issueWaitingRequest(): Promise<string> {
    const { items } = await this.#call('searchOfficeRequests', {}, { text: '', states: ['submitted'], assigned: 'free', cursor: null });
    const [waiting] = items;
    if (waiting === undefined || items.length > 1) throw new Error(`${items.length} requests wait at the office, not one`);
    const params = { requestId: waiting.requestId };
    const taken = await this.#call('takeRequest', params, { revision: waiting.revision });
    const { documents } = await this.#call('readOfficeRequest', params);
    for (const { documentId } of documents) await this.#call('judgeDocument', { ...params, documentId }, { verdict: 'accepted' });
    const { revision } = await this.#call('readOfficeRequest', params);
    await this.#call('acceptRequest', params, { revision: Math.max(revision, taken.revision) });
    const certificate = await this.#call('issueCertificate', {}, { requestId: waiting.requestId, csr: null, support: null, tokenSerial: null, identity: null });
    return certificate.serial;
  }

  /** @throws Error with the authority's own code when it refuses */
  async #call<Name extends RouteName>(name: Name, params: Readonly<Record<string, string>>, body?: unknown): Promise<Reply<Name>> {
    const { method, path, idempotent, reply }: Route = ROUTES[name];
    const response = await fetch(new URL(path.replaceAll(/:(\w+)/gu, (_, key: string) => encodeURIComponent(params[key] ?? '')), this.#url), {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.#bearer === '' ? {} : { authorization: `Bearer ${this.#bearer}` }),
        ...(idempotent ? { 'idempotency-key': randomUUID() } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${name}: ${response.status} ${text.slice(0, 300)}`);
    return reply.parse(JSON.parse(text)) as Reply<Name>;
  }
}
