import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { z } from 'zod';
import type { ROUTES, RouteName } from '../../../src-shared/http/contract.ts';
import { initAuthority } from '../../../src-server/use-cases/certificates/init-authority.ts';
import { AuthorityFixture, type CallInput } from '../authority-fixture.ts';
import { CertificateDesk } from '../certificates/certificate-desk.ts';
import { RequestDesk } from '../requests/request-desk.ts';
import { signIn, type SignedIn } from '../signed-in.ts';
import { openOffice, OPENING, policyWith } from '../desk/desk-world.ts';
import { FeedCopy, shownElsewhere } from './feed-copy.ts';

export type Who = 'holder' | 'operator' | 'colleague' | 'administrator' | 'staff' | 'nobody';

/** People at an authority, and what is written in the table of changes when one of them does something. */
export class NotedWorld {
  readonly authority: AuthorityFixture;
  readonly officeId: string;
  readonly people: Readonly<Record<Exclude<Who, 'nobody'>, SignedIn>>;
  readonly reached = new Set<RouteName>();
  #copy: FeedCopy;

  private constructor(authority: AuthorityFixture, officeId: string, people: NotedWorld['people']) {
    this.authority = authority;
    this.officeId = officeId;
    this.people = people;
    this.#copy = new FeedCopy(authority, people.holder);
  }

  static async open(trustedCaDir: string): Promise<NotedWorld> {
    const policy = policyWith({ revokeForOther: 'fourEyes', appointments: { openPerPerson: 100 } });
    const authority = await AuthorityFixture.open({ config: { policy, trustedCaDir, trustedCaUnchecked: true } });
    await initAuthority(authority.authority.deps);
    const officeId = await openOffice(authority, 'Nantes', OPENING);
    return new NotedWorld(authority, officeId, {
      holder: await signIn(authority, { role: 'holder' }),
      operator: await signIn(authority, { role: 'operator', officeId }),
      colleague: await signIn(authority, { role: 'operator', officeId }),
      administrator: await signIn(authority, { role: 'administrator' }),
      staff: await signIn(authority, { role: 'administrator' }),
    });
  }

  get requests(): RequestDesk {
    return new RequestDesk(this.authority, this.people.holder);
  }

  get certificates(): CertificateDesk {
    const { holder, operator } = this.people;
    return new CertificateDesk(this.authority, { holder, operator, officeId: this.officeId });
  }

  /** From here on the holder has an empty copy. */
  forget(): void {
    this.#copy = new FeedCopy(this.authority, this.people.holder);
  }

  /**
   * Does one thing that succeeds. What it noted is exactly `noted` ("holder request", sorted); the copy of the holder, fed by its cursor
   * alone, then shows what the authority shows by all its other routes.
   */
  async does<Name extends RouteName>(who: Who, name: Name, input: CallInput, noted: readonly string[]): Promise<z.output<(typeof ROUTES)[Name]['reply']>> {
    const { db } = this.authority.authority.deps;
    await this.#copy.follow();
    const { seq: before } = await db.selectFrom('change_head').selectAll().executeTakeFirstOrThrow();
    this.authority.now += 1;
    const bearer = who === 'nobody' ? {} : { bearer: this.people[who].bearer };
    const reply = (await this.authority.call(name, { ...bearer, idempotencyKey: randomUUID(), ...input })).body();
    this.reached.add(name);
    const rows = await db.selectFrom('changes').select(['account_id', 'kind']).where('seq', '>', before).execute();
    const lines = new Set(rows.map(({ account_id: id, kind }) => `${this.#nameOf(id)} ${kind}`));
    expect([name, [...lines].toSorted()]).toEqual([name, noted]);
    await this.#copy.follow();
    expect(this.#copy.seen(), name).toEqual(await shownElsewhere(this.authority, this.people.holder));
    return reply;
  }

  #nameOf(accountId: string): string {
    return Object.entries(this.people).find(([, person]) => person.accountId === accountId)?.[0] ?? 'somebody';
  }
}
