import { writeFileSync } from 'node:fs';
import { openReadOnly } from '../../../src-server/db/open-database.ts';

/** Every row of every table of an authority's database, one JSON line each: what a search for secrets reads, since pages of a file cut texts in two. */
export async function dumpDatabase(location: string, path: string): Promise<void> {
  const db = openReadOnly(location);
  try {
    const lines: string[] = [];
    for (const { name } of await db.introspection.getTables()) {
      const rows = await db.selectFrom(name as 'accounts').selectAll().execute();
      lines.push(...rows.map((row) => JSON.stringify({ table: name, ...row }, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))));
    }
    writeFileSync(path, lines.join('\n'));
  } finally {
    await db.destroy();
  }
}
