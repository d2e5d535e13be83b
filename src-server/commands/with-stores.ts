import type { AuthorityConfig } from '../config.ts';
import { isDatabaseBusy } from '../db/database-errors.ts';
import { openStores, type Stores } from '../open-stores.ts';

/** What a command writes to and reads from; a test gives its own. */
export interface CommandContext {
  /** One line on standard output. */
  readonly print: (line: string) => void;
  /** One line on standard error. */
  readonly warn: (line: string) => void;
  /** Reads the configuration of the environment, once. */
  readonly config: () => AuthorityConfig;
  /** In place of `openStores`. */
  readonly open?: (config: AuthorityConfig) => Promise<Stores>;
}

/** Opens an authority's database and vault for as long as `use` takes, beside a running authority if there is one. */
export async function withStores<T>(context: CommandContext, use: (stores: Stores) => Promise<T>): Promise<T> {
  const stores = await (context.open ?? openStores)(context.config()).catch((cause: unknown) => {
    throw isDatabaseBusy(cause) ? new Error(BUSY, { cause }) : cause;
  });
  try {
    return await use(stores);
  } finally {
    await stores.vault.close();
    await stores.db.destroy();
  }
}

/** Another program has been writing for longer than this one waits (10 s): nothing of the act at hand was written. */
export const BUSY = 'the database is busy with another program; nothing was written, try again';
