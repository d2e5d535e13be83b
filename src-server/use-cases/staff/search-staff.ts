import type { z } from 'zod';
import type { StaffReply, staffSearch } from '../../../src-shared/http/staff.ts';
import type { Deps } from '../../deps.ts';
import { fold } from '../../domain/fold.ts';
import { cutPage, readTimeCursor } from '../../domain/time-cursor.ts';
import { listStaff } from '../../repositories/staff.ts';
import { viewStaff } from './view-staff.ts';

const PAGE = 50;

/** Staff are hundreds, not thousands: names are compared here, where both engines fold them alike. */
export async function searchStaff(
  { db }: Pick<Deps, 'db'>,
  { text, role, officeId, cursor }: z.output<typeof staffSearch>,
): Promise<{ items: StaffReply[]; next: string | null }> {
  const wanted = text === null ? '' : fold(text);
  const rows = await listStaff(db, { role, officeId, after: readTimeCursor(cursor) });
  const found = rows.filter((row) => fold(`${row.first_name} ${row.last_name} ${row.email}`).includes(wanted));
  const page = cutPage(found, PAGE, (row) => ({ at: row.created_at, id: row.id }));
  return { items: page.rows.map(viewStaff), next: page.next };
}
