import type { SetAside, StoreOpening, StorePlace } from '../ports/local-store.ts';
import { draftTable } from './draft-table.ts';
import { metaTable } from './meta-table.ts';
import { objectTable } from './object-table.ts';
import { outboxTable } from './outbox-table.ts';
import type { Sealer } from './seal.ts';
import type { Sqlite } from './sqlite.ts';

/** One open copy, as the thread has it: every verb of the port, each done when it returns. */
export function storeCore(db: Sqlite, sealer: Sealer, where: StorePlace) {
  const { takeOver, ...objects } = objectTable(db, sealer);
  const { restore: _change, ...outbox } = outboxTable(db, sealer, takeOver);
  const { restore: _draft, ...drafts } = draftTable(db, sealer);
  const meta = metaTable(db);
  let setAside: SetAside | null = meta.setAside();
  return {
    ...objects,
    ...outbox,
    ...drafts,
    opening: (): StoreOpening => ({ where, setAside }),
    acknowledgeSetAside: (): void => {
      meta.clearSetAside();
      setAside = null;
    },
    close: (): void => void db.close(),
  };
}
export type StoreCore = ReturnType<typeof storeCore>;
