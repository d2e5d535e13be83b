import type { Sqlite } from '../sqlite.ts';

/** Objects, how far the copy is, outbox, drafts. What is personal is in `sealed`; what is in clear is needed to find and order rows. */
export function up(db: Sqlite): void {
  db.exec(`
    create table meta (key text primary key, value text not null) without rowid;
    create table sync (id integer primary key check (id = 1), cursor text, synced_at integer);
    insert into sync (id) values (1);
    -- A row without \`sealed\` is an object that is gone: it keeps an older revision from coming back.
    create table objects (
      kind text not null,
      id text not null,
      revision integer not null,
      updated_at integer not null,
      sealed blob,
      primary key (kind, id)
    ) without rowid;
    create table outbox (
      seq integer primary key autoincrement,
      id text not null unique,
      route text not null,
      about_kind text,
      about_id text,
      base_revision integer,
      created_at integer not null,
      state text not null check (state in ('waiting', 'sending', 'conflict', 'refused')),
      attempts integer not null default 0,
      problem text,
      sealed blob not null
    );
    create table drafts (key text primary key, updated_at integer not null, sealed blob not null) without rowid;
  `);
}
