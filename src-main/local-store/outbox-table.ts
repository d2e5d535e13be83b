import { AppError } from '../../src-shared/errors/app-error.ts';
import type { FeedItem, Json } from '../ports/change-feed.ts';
import type { ChangeState, NewChange, QueuedChange } from '../ports/local-store.ts';
import type { Sealer } from './seal.ts';
import { asStoreProblem, durably, type Sqlite } from './sqlite.ts';

interface OutboxRow {
  readonly seq: number;
  readonly id: string;
  readonly route: string;
  readonly about_kind: string | null;
  readonly about_id: string | null;
  readonly base_revision: number | null;
  readonly created_at: number;
  readonly state: ChangeState;
  readonly attempts: number;
  readonly problem: string | null;
  readonly sealed: Uint8Array;
}

/** Not the revision: it moves with the changes before it. */
const placeOf = (id: string, route: string) => ['outbox', id, route] as const;

export function changeOf(row: OutboxRow, sealer: Sealer): QueuedChange {
  const { params, body } = sealer.open(row.sealed, placeOf(row.id, row.route)) as { readonly params: Json; readonly body: Json };
  return {
    id: row.id,
    route: row.route,
    params,
    body,
    baseRevision: row.base_revision,
    about: row.about_kind === null || row.about_id === null ? null : { kind: row.about_kind, id: row.about_id },
    createdAt: row.created_at,
    state: row.state,
    attempts: row.attempts,
    problem: row.problem,
  };
}

export const OUTBOX_ROWS = 'select * from outbox order by seq';

/**
 * Changes that the authority does not have yet, in the order a person made them. Every write is on the disk when it returns.
 * @param takeOver takes objects over, inside the transaction of the change's end
 */
export function outboxTable(db: Sqlite, sealer: Sealer, takeOver: (items: readonly FeedItem[]) => void) {
  const insert = db.prepare(`
    insert into outbox (id, route, about_kind, about_id, base_revision, created_at, state, attempts, problem, sealed)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing`);
  const all = db.prepare<unknown[], OutboxRow>(OUTBOX_ROWS);
  const first = db.prepare<unknown[], OutboxRow>(`
    select * from outbox as o where state in ('waiting', 'sending') and not exists (
      select 1 from outbox as e where e.seq < o.seq and e.state in ('conflict', 'refused') and e.about_kind = o.about_kind and e.about_id = o.about_id
    ) order by seq limit 1`);
  const one = db.prepare<unknown[], OutboxRow>('select * from outbox where id = ? and seq > ?');
  const move = db.prepare('update outbox set state = ?, attempts = attempts + ?, problem = ? where id = ?');
  const rebase = db.prepare('update outbox set base_revision = ? where about_kind = ? and about_id = ? and base_revision is ? and seq > ? and attempts = 0');
  const renew = db.prepare("update outbox set id = ?, base_revision = ?, state = 'waiting', attempts = 0, problem = null, sealed = ? where seq = ?");
  const revision = db.prepare<unknown[], { readonly revision: number }>('select revision from objects where kind = ? and id = ?');
  const remove = db.prepare('delete from outbox where id = ? and seq > ?');

  const rowOf = (id: string): OutboxRow => {
    const row = asStoreProblem(() => one.get([id, 0]));
    if (row === undefined) throw new AppError('callRejected');
    return row;
  };
  const seal = ({ id, route, params, body }: Pick<NewChange, 'id' | 'route' | 'params' | 'body'>) => sealer.seal({ params, body }, placeOf(id, route));
  const moveTo = (id: string, state: ChangeState, sent: 0 | 1, problem: string | null): void => {
    rowOf(id);
    move.run([state, sent, problem, id]);
  };

  /** Inside a transaction of the caller's. */
  const restore = (change: QueuedChange): void => {
    const { id, route, about, baseRevision, createdAt, state, attempts, problem } = change;
    insert.run([id, route, about?.kind ?? null, about?.id ?? null, baseRevision, createdAt, state, attempts, problem, seal(change)]);
  };

  return {
    restore,
    enqueue: (change: NewChange): void => durably(db, () => restore({ ...change, state: 'waiting', attempts: 0, problem: null })),
    changes: (): readonly QueuedChange[] => asStoreProblem(() => all.all()).map((row) => changeOf(row, sealer)),
    next: (): QueuedChange | null => {
      const row = asStoreProblem(() => first.get());
      return row === undefined ? null : changeOf(row, sealer);
    },
    markSending: (id: string): void => durably(db, () => moveTo(id, 'sending', 1, null)),
    // Whether it was taken is not known: it goes out again as it is, with its key.
    markUnanswered: (id: string, problem: string): void => durably(db, () => moveTo(id, 'sending', 0, problem)),
    settle: (id: string, items: readonly FeedItem[]): void =>
      durably(db, () => {
        const row = rowOf(id);
        takeOver(items);
        const made = items.find((item) => item.kind === row.about_kind && item.id === row.about_id);
        // A change made on top of this one was never based on anything older: its own base is no conflict.
        if (made !== undefined) rebase.run([made.revision, row.about_kind, row.about_id, row.base_revision, row.seq]);
        remove.run([id, 0]);
      }),
    markConflict: (id: string, theirs: FeedItem): void =>
      durably(db, () => {
        takeOver([theirs]);
        moveTo(id, 'conflict', 0, null);
      }),
    markRefused: (id: string, problem: string): void => durably(db, () => moveTo(id, 'refused', 0, problem)),
    insist: (id: string, newId: string): void =>
      durably(db, () => {
        const row = rowOf(id);
        if (row.state !== 'conflict') throw new AppError('callRejected');
        const now = row.about_kind === null ? undefined : revision.get([row.about_kind, row.about_id]);
        renew.run([newId, now?.revision ?? row.base_revision, seal({ ...changeOf(row, sealer), id: newId }), row.seq]);
      }),
    discard: (id: string): void =>
      durably(db, () => {
        // One that is out may have been taken: only a verdict ends it.
        if (rowOf(id).state === 'sending') throw new AppError('busy');
        remove.run([id, 0]);
      }),
  };
}
