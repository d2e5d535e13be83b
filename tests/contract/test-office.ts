import { randomUUID } from 'node:crypto';
import { canonicalJson } from '../../src-server/audit/canonical-json.ts';
import type { OfficeOpening } from '../../src-shared/http/offices.ts';
import type { AuthorityFixture } from './authority-fixture.ts';

const OPENING: OfficeOpening = { timeZone: 'Europe/Paris', slotMinutes: 30, desks: 1, weekly: [{ weekday: 1, from: '09:00', to: '12:00' }], closedOn: [] };

/** A registration office, straight into the database. @returns its id. */
export async function openOffice({ authority, now }: AuthorityFixture, city: string, opening: OfficeOpening = OPENING): Promise<string> {
  const id = randomUUID();
  const address = canonicalJson({ street: '1 place de la Gare', postalCode: '44000', city, country: 'FR' });
  const office = { id, name: `Bureau de ${city}`, address, phone: '01 99 00 12 34', email: 'bureau@clavis.example' };
  await authority.deps.db.insertInto('offices').values({ ...office, opening: canonicalJson(opening), revision: 1, created_at: now, closed_at: null }).execute();
  return id;
}
