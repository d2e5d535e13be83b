import { z } from 'zod';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { SetAside } from '../ports/local-store.ts';
import type { Sealer } from './seal.ts';
import { asStoreProblem, transaction, type Sqlite } from './sqlite.ts';

const setAsideSchema = z.strictObject({
  why: z.enum(['damaged', 'newer', 'keyLost']),
  at: z.number(),
  file: z.string(),
  changesKept: z.number().int(),
  changesLost: z.number().int().nullable(),
}) satisfies z.ZodType<SetAside>;

/** Sealed under the key of the file: opens with no other. */
const PROOF = 'clavis';
const PROOF_PLACE = ['meta', 'proof'] as const;

/** What the file says of itself. */
export function metaTable(db: Sqlite) {
  const get = db.prepare<unknown[], { readonly value: string }>('select value from meta where key = ?');
  const put = db.prepare('insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value');
  const remove = db.prepare('delete from meta where key = ?');
  const valueOf = (key: string): string | null => asStoreProblem(() => get.get([key]))?.value ?? null;
  return {
    /** Whether the file was sealed with this key; a file without a proof takes it. */
    keyFits(sealer: Sealer): boolean {
      const proof = valueOf('proof');
      if (proof === null) {
        transaction(db, () => put.run(['proof', sealer.seal(PROOF, PROOF_PLACE).toString('base64')]));
        return true;
      }
      try {
        return sealer.open(Buffer.from(proof, 'base64'), PROOF_PLACE) === PROOF;
      } catch (error) {
        if (error instanceof AppError) return false;
        throw error;
      }
    },
    setAside(): SetAside | null {
      const text = valueOf('set_aside');
      return text === null ? null : setAsideSchema.parse(JSON.parse(text));
    },
    /** Inside a transaction of the caller's. */
    noteSetAside: (note: SetAside): void => void put.run(['set_aside', JSON.stringify(note)]),
    clearSetAside: (): void => transaction(db, () => void remove.run(['set_aside'])),
  };
}
