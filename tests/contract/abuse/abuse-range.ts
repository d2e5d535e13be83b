import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { mayDo, ROLES, type Role } from '../../../src-shared/domain/roles.ts';
import { errorReply, ROUTES, type RouteName } from '../../../src-shared/http/contract.ts';
import type { Route } from '../../../src-shared/http/route-shape.ts';
import { AUTHORITY_ERROR_CODES, statusOf } from '../../../src-server/http/status-of.ts';
import { AuthorityFixture, dumpTables, EMBEDDED_TOKEN } from '../authority-fixture.ts';
import { allSamples } from '../samples/all-samples.ts';
import type { Sample, World } from '../samples/sample.ts';
import { signIn } from '../signed-in.ts';
import { openOffice } from '../test-office.ts';

/** How a shot differs from a call in good order. */
export interface Shot {
  readonly payload?: string | Buffer;
  /** An empty value leaves the header out. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly suffix?: string;
  readonly params?: Readonly<Record<string, string>>;
}

export interface Refused {
  readonly status: number;
  readonly code: string;
  /** Code and details, as text: what tells one refusal from another. */
  readonly said: string;
}

export const NAMES = Object.keys(ROUTES) as RouteName[];
export const rowOf = (name: RouteName): Route => ROUTES[name];

/** The first role that may call a route of signed-in people; the others of that permission are no different. */
export function roleOf({ permission }: Route): Role {
  const role = ROLES.find((one) => permission !== null && mayDo(one, permission));
  if (role === undefined) throw new Error('a permission that nobody has');
  return role;
}

/** A world with a sample of every route, and the means to fire at them. Nothing of it may change. */
export class AbuseRange {
  readonly authority: AuthorityFixture;
  readonly world: World;
  readonly samples: Readonly<Record<RouteName, Sample>>;
  readonly #before: readonly string[];

  private constructor(authority: AuthorityFixture, world: World, samples: Readonly<Record<RouteName, Sample>>, before: readonly string[]) {
    this.authority = authority;
    this.world = world;
    this.samples = samples;
    this.#before = before;
  }

  static async open(): Promise<AbuseRange> {
    const authority = await AuthorityFixture.open();
    const [office, otherOffice] = [await openOffice(authority, 'Nantes'), await openOffice(authority, 'Rennes')];
    const world: World = {
      authority,
      unblock: await authority.open(0),
      otherUnblock: await authority.open(1),
      holder: await signIn(authority, { role: 'holder' }),
      otherHolder: await signIn(authority, { role: 'holder' }),
      operator: await signIn(authority, { role: 'operator', officeId: office }),
      otherOperator: await signIn(authority, { role: 'operator', officeId: otherOffice }),
      administrator: await signIn(authority, { role: 'administrator' }),
      otherAdministrator: await signIn(authority, { role: 'administrator' }),
    };
    const samples = await allSamples(world);
    await authority.authority.deps.mail.flush();
    return new AbuseRange(authority, world, samples, await dumpTables(authority));
  }

  /** Bearer token with which the route is called in good order. */
  bearerOf(name: RouteName): string | null {
    const row = rowOf(name);
    if (row.auth === 'session') return this.world.unblock.credential.bearer;
    if (row.auth === 'embedded') return EMBEDDED_TOKEN;
    return row.auth === 'account' ? this.world[roleOf(row)].bearer : null;
  }

  urlOf(name: RouteName, params: Readonly<Record<string, string>> = {}): string {
    const all: Readonly<Record<string, string>> = { ...this.samples[name].params, ...params };
    return rowOf(name).path.replace(/:(\w+)/gu, (_, key: string) => encodeURIComponent(all[key] ?? ''));
  }

  payloadOf(name: RouteName): string | Buffer | undefined {
    const { body, upload } = this.samples[name];
    if (upload !== undefined) return Buffer.from(upload.bytes);
    return body === undefined ? undefined : JSON.stringify(body);
  }

  /** Fires at a route with everything in good order except what the shot says; it must be refused, in the one shape. */
  async fire(name: RouteName, shot: Shot = {}): Promise<Refused> {
    const bearer = this.bearerOf(name);
    const payload = shot.payload ?? this.payloadOf(name);
    const headers: Record<string, string> = {
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      'idempotency-key': randomUUID(),
      ...(payload === undefined ? {} : { 'content-type': this.samples[name].upload?.type ?? 'application/json' }),
      ...shot.headers,
    };
    for (const [key, value] of Object.entries(headers)) if (value === '') delete headers[key];
    const response = await this.authority.authority.app.inject({
      method: rowOf(name).method,
      url: this.urlOf(name, shot.params) + (shot.suffix ?? ''),
      headers,
      ...(payload === undefined ? {} : { payload }),
    });
    expect(response.statusCode, `${name} was not refused`).toBeGreaterThanOrEqual(400);
    const { error } = errorReply.parse(response.json());
    expect(AUTHORITY_ERROR_CODES as readonly string[]).toContain(error.code);
    if (response.statusCode !== 413) expect(response.statusCode).toBe(statusOf(error.code as (typeof AUTHORITY_ERROR_CODES)[number]));
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    expect(response.headers['set-cookie']).toBeUndefined();
    return { status: response.statusCode, code: error.code, said: JSON.stringify({ code: error.code, details: error.details }) };
  }

  /** After all of it: not one row has changed, and nothing went wrong inside. */
  async expectUnchanged(): Promise<void> {
    expect(await dumpTables(this.authority)).toEqual(this.#before);
    expect(this.authority.logs.filter((line) => line.includes('"error"'))).toEqual([]);
  }
}
