import { listOffices } from '../../repositories/offices.ts';
import type { Queryable } from '../../repositories/queryable.ts';

/** `fault`: what is wrong with what was said, without repeating it. */
export type FoundOffice = { readonly id: string; readonly fault: null } | { readonly id: null; readonly fault: string };

/** The open office that whoever runs the authority means: by its id, or by its whole name where no other open one has it. */
export async function findOpenOffice(db: Queryable, said: string): Promise<FoundOffice> {
  const text = said.trim().normalize('NFC');
  const open = (await listOffices(db)).filter(({ closed_at: closedAt }) => closedAt === null);
  const meant = open.find(({ id }) => id === text.toLowerCase());
  const named = meant === undefined ? open.filter(({ name }) => name.trim().normalize('NFC') === text) : [meant];
  if (named.length > 1) return { id: null, fault: 'is the name of several open offices: give the id of one' };
  const one = named[0];
  return one === undefined ? { id: null, fault: 'is neither id nor name of an office that is open' } : { id: one.id, fault: null };
}
