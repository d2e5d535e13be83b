import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { DEFAULT_POLICY, policy as policySchema, type Policy } from '../../../src-server/policy/policy.ts';
import type { ROUTES, RouteName } from '../../../src-shared/http/contract.ts';
import type { OfficeOpening } from '../../../src-shared/http/offices.ts';
import type { RehearsalPerson } from '../../../src-server/seed/rehearsal-people.ts';
import { AuthorityFixture, type CallInput, type Reply } from '../authority-fixture.ts';
import { signIn, type SignedIn } from '../signed-in.ts';

/** Mondays to Fridays, 9 to 12 and 14 to 16, two desks. */
export const OPENING: OfficeOpening = {
  timeZone: 'Europe/Paris',
  slotMinutes: 30,
  desks: 2,
  weekly: [1, 2, 3, 4, 5].flatMap((weekday) => [
    { weekday, from: '09:00', to: '12:00' },
    { weekday, from: '14:00', to: '16:00' },
  ]),
  closedOn: ['2026-12-25'],
};

/** A document that proves who somebody is, on the day of the fixtures. */
export const PROVEN = { documentType: 'passport', documentExpires: '2030-01-31', matches: true, refusal: null } as const;

export async function openOffice({ authority, now }: AuthorityFixture, town: string, opening: OfficeOpening = OPENING): Promise<string> {
  const address = { street: '1 place de la Gare', postalCode: '44000', city: town, country: 'FR' };
  const office = { id: randomUUID(), name: `Bureau de ${town}`, address: JSON.stringify(address), phone: '01 99 00 12 34', email: 'bureau@clavis.example' };
  await authority.deps.db.insertInto('offices').values({ ...office, opening: JSON.stringify(opening), revision: 1, created_at: now, closed_at: null }).execute();
  return office.id;
}

/** A policy that differs from the default in what is given. */
export function policyWith(change: z.input<typeof policySchema>): Policy {
  return policySchema.parse({ ...DEFAULT_POLICY, ...change });
}

/** An authority with two offices and people of each role. */
export class DeskWorld {
  readonly authority: AuthorityFixture;
  readonly office: string;
  readonly otherOffice: string;
  readonly operator: SignedIn;
  readonly colleague: SignedIn;
  readonly otherOperator: SignedIn;
  readonly administrator: SignedIn;
  readonly holder: SignedIn;

  private constructor(parts: Omit<DeskWorld, 'call' | 'close' | 'serial' | 'as'>) {
    this.authority = parts.authority;
    this.office = parts.office;
    this.otherOffice = parts.otherOffice;
    this.operator = parts.operator;
    this.colleague = parts.colleague;
    this.otherOperator = parts.otherOperator;
    this.administrator = parts.administrator;
    this.holder = parts.holder;
  }

  static async open(options: { readonly policy?: Policy; readonly people?: readonly RehearsalPerson[]; readonly opening?: OfficeOpening; readonly vaultInFile?: boolean } = {}): Promise<DeskWorld> {
    const authority = await AuthorityFixture.open({
      ...(options.policy === undefined ? {} : { config: { policy: options.policy } }),
      ...(options.people === undefined ? {} : { people: options.people }),
      ...(options.vaultInFile === undefined ? {} : { vaultInFile: options.vaultInFile }),
    });
    const office = await openOffice(authority, 'Nantes', options.opening);
    const otherOffice = await openOffice(authority, 'Rennes', options.opening);
    return new DeskWorld({
      authority,
      office,
      otherOffice,
      operator: await signIn(authority, { role: 'operator', officeId: office }),
      colleague: await signIn(authority, { role: 'operator', officeId: office }),
      otherOperator: await signIn(authority, { role: 'operator', officeId: otherOffice }),
      administrator: await signIn(authority, { role: 'administrator' }),
      holder: await signIn(authority, { role: 'holder' }),
    });
  }

  /** Serial of the first person's token. */
  get serial(): string {
    return this.authority.person().serial;
  }

  /** A call of somebody, with a key of its own unless one is given. */
  as<Name extends RouteName>(who: SignedIn, name: Name, input: CallInput = {}): Promise<Reply<z.output<(typeof ROUTES)[Name]['reply']>>> {
    return this.authority.call(name, { bearer: who.bearer, idempotencyKey: randomUUID(), ...input });
  }

  close(): Promise<void> {
    return this.authority.close();
  }
}

/** Events of the audit in their order, from this one on. */
export async function auditEvents({ authority }: AuthorityFixture): Promise<readonly string[]> {
  return (await authority.deps.db.selectFrom('audit').select('event').orderBy('seq').execute()).map(({ event }) => event);
}
