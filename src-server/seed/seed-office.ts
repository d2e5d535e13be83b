import type { OfficeOpening, PostalAddress } from '../../src-shared/http/offices.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { canonicalJson } from '../audit/canonical-json.ts';
import type { Deps } from '../deps.ts';
import { insertOffice, listOffices } from '../repositories/offices.ts';

const ADDRESS: PostalAddress = { street: '12 rue de la Paix-Perpétuelle', postalCode: '75002', city: 'Paris', country: 'FR' };
const OPENING: OfficeOpening = {
  timeZone: 'Europe/Paris',
  slotMinutes: 30,
  desks: 2,
  weekly: [1, 2, 3, 4, 5].flatMap((weekday) => [
    { weekday, from: '09:00', to: '12:30' },
    { weekday, from: '13:30', to: weekday === 5 ? '17:00' : '18:00' },
  ]),
  closedOn: ['2026-12-25', '2027-01-01'],
};

/** One office for an embedded authority that has none: invented, as everything of a rehearsal. */
export async function seedOffice({ db, clock, random }: Pick<Deps, 'db' | 'clock' | 'random'>): Promise<void> {
  if ((await listOffices(db)).length > 0) return;
  await db.transaction().execute(async (trx) => {
    // Another process on the same database may have been faster.
    if ((await listOffices(trx)).length > 0) return;
    const now = clock.now();
    const id = random.uuid();
    await insertOffice(trx, {
      id,
      name: 'Bureau d’enregistrement de répétition',
      address: canonicalJson(ADDRESS),
      phone: '01 99 00 12 40',
      email: 'bureau@clavis.example',
      opening: canonicalJson(OPENING),
      revision: 1,
      created_at: now,
      closed_at: null,
    });
    await appendAudit(trx, { at: now, event: 'office.created', subject: id, details: { by: 'seed' } });
  });
}
