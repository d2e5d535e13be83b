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
    -- How many objects of each kind there are: a row whose kind or content was damaged away is missed.
    create table kinds (kind text primary key, live integer not null) without rowid;
    create trigger objects_added after insert on objects when new.sealed is not null begin
      insert into kinds (kind, live) select new.kind, 0 where not exists (select 1 from kinds where kind = new.kind);
      update kinds set live = live + 1 where kind = new.kind;
    end;
    create trigger objects_changed after update on objects when (new.sealed is null) <> (old.sealed is null) begin
      insert into kinds (kind, live) select new.kind, 0 where not exists (select 1 from kinds where kind = new.kind);
      update kinds set live = live + (case when new.sealed is null then -1 else 1 end) where kind = new.kind;
    end;
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
