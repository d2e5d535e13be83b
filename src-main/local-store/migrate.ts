import { up as firstCopy } from './migrations/0001-first-copy.ts';
import { transaction, type Sqlite } from './sqlite.ts';

/** In order, for ever: a released migration is never edited, renamed or removed. `user_version` of the file counts those it has. */
export const MIGRATIONS: readonly ((db: Sqlite) => void)[] = [firstCopy];

/** "Clvs": `application_id` of the file, by which it is told from any other database. */
const APPLICATION_ID = 0x436c7673;

export type SchemaState = 'current' | 'newer' | 'foreign';

/** Whose file it is. A file without anything in it is nobody's, and can become ours. */
export function schemaState(db: Sqlite): SchemaState {
  const version = numberOf(db, 'user_version');
  const owner = numberOf(db, 'application_id');
  if (owner !== APPLICATION_ID) return owner === 0 && version === 0 && isEmpty(db) ? 'current' : 'foreign';
  return version > MIGRATIONS.length ? 'newer' : 'current';
}

/** Brings the file to the newest schema, all that is pending in one transaction. Forward only. */
export function migrate(db: Sqlite): void {
  const version = numberOf(db, 'user_version');
  if (version === MIGRATIONS.length) return;
  transaction(db, () => {
    for (const up of MIGRATIONS.slice(version)) up(db);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${MIGRATIONS.length}`);
  });
}

/** By its column: the stand-in for the older Electron gives a row where one value was asked for. */
const numberOf = (db: Sqlite, name: 'user_version' | 'application_id'): number => (db.prepare<[], Record<string, number>>(`pragma ${name}`).get() ?? {})[name] ?? 0;
const isEmpty = (db: Sqlite): boolean => db.prepare('select 1 from sqlite_master limit 1').get() === undefined;
