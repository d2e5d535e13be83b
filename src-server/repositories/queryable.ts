import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { AdminKeyTable, ChallengeTable, DossierTable, QuestionTable, SessionTable, TicketTable, AttemptTable } from '../db/tables/unblock.ts';

/** The database, in or outside a transaction. */
export type Queryable = Kysely<Database>;
/** Where a write must be one of several that stand or fall together. */
export type Trx = Transaction<Database>;

export type Dossier = Readonly<Selectable<DossierTable>>;
export type AdminKey = Readonly<Selectable<AdminKeyTable>>;
export type Question = Readonly<Selectable<QuestionTable>>;
export type Ticket = Readonly<Selectable<TicketTable>>;
export type Session = Readonly<Selectable<SessionTable>>;
export type Attempt = Readonly<Selectable<AttemptTable>>;
export type Challenge = Readonly<Selectable<ChallengeTable>>;
