import SqliteDatabase from 'better-sqlite3';

/** All pages in one step, so that writers beside it cannot make it begin again and again. */
const ALL_PAGES = 0x7fff_ffff;

/** A copy of a SQLite file as it stands at one moment, beside whoever works on it (SQLite, "Online Backup API"); one file, no WAL. */
export async function copySqlite(from: string, to: string): Promise<void> {
  const source = new SqliteDatabase(from, { readonly: true });
  try {
    await source.backup(to, { progress: () => ALL_PAGES });
  } finally {
    source.close();
  }
  const copy = new SqliteDatabase(to);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}
