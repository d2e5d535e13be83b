import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SERIAL_PATTERN } from '../../../src-shared/domain/serial.ts';
import { UNBLOCK_STATES } from '../../../src-shared/domain/unblock-state.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { resultRequest } from '../../../src-shared/http/unblock.ts';
import type { UnblockJournal, UnblockRecord } from '../../ports/unblock-journal.ts';

const recordSchema = z.strictObject({
  id: z.uuid(),
  state: z.enum(UNBLOCK_STATES),
  codeHash: z.string().regex(/^[0-9a-f]{64}$/u),
  idempotencyKey: z.uuid(),
  serial: z.string().regex(SERIAL_PATTERN),
  session: z.strictObject({ sessionId: z.uuid(), sessionToken: z.string().max(64) }).nullable(),
  entity: z.string(),
  product: z.string(),
  holder: z.string(),
  maskedEmail: z.string(),
  linkExpiresAt: z.number(),
  attempt: z.strictObject({ id: z.uuid(), number: z.number().int() }).nullable(),
  result: resultRequest.nullable(),
  actedAt: z.number().nullable(),
  receipt: z.string().nullable(),
  updatedAt: z.number(),
}) satisfies z.ZodType<UnblockRecord>;

const SUFFIX = '.journal';

/** Parses the last whole line that is a record; a torn last line is what a crash leaves, the line before it still holds. */
function lastRecord(text: string): UnblockRecord | null {
  for (const line of text.split('\n').toReversed()) {
    if (line === '') continue;
    const parsed = recordSchema.safeParse(parseJson(line));
    if (parsed.success) return parsed.data;
  }
  return null;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

/** Before the first unblock there is no folder; reading makes none, for a read may still run when the program has closed. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** A journal as one append-only file per unblock, a record a line, each line synced before the call resolves. */
export function unblockJournalFile(folder: string): UnblockJournal {
  const pathOf = (id: string): string => join(folder, `${id}${SUFFIX}`);

  return {
    async list() {
      const names = (await namesIn(folder)).filter((name) => name.endsWith(SUFFIX));
      const records = await Promise.all(names.map(async (name) => lastRecord(await readFile(join(folder, name), 'utf8'))));
      return records.filter((record) => record !== null).toSorted((a, b) => b.updatedAt - a.updatedAt);
    },

    async write(record) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const file = await open(pathOf(record.id), 'a', 0o600);
        try {
          // The line feed comes first: after a torn line, the new record still starts on a line of its own.
          await file.writeFile(`\n${JSON.stringify(recordSchema.parse(record))}\n`);
          await file.sync();
        } finally {
          await file.close();
        }
      } catch (error) {
        throw new AppError('journalUnwritable', {}, error);
      }
    },

    async remove(id) {
      await rm(pathOf(id), { force: true });
    },
  };
}
