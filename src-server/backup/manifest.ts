import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What is in a backup. The passphrase of the vault is not: whoever holds both holds the keys. */
const MANIFEST_FILE = 'manifest.json';
export const DATABASE_COPY = { sqlite: 'authority.sqlite', postgres: 'database.dump' } as const;
export const VAULT_COPY = 'vault.json';

const manifest = z.strictObject({
  format: z.literal(1),
  program: z.string(),
  engine: z.enum(['sqlite', 'postgres']),
  takenAt: z.number().int(),
  /** Rows up to here are in it; on PostgreSQL those of the same moment may be, too. */
  auditHead: z.strictObject({ seq: z.number().int().nonnegative(), hash: z.string() }),
  files: z.partialRecord(z.enum([DATABASE_COPY.sqlite, DATABASE_COPY.postgres, VAULT_COPY]), z.string().regex(/^[0-9a-f]{64}$/u)),
});
export type Manifest = z.infer<typeof manifest>;

export function manifestFile(folder: string): string {
  return join(folder, MANIFEST_FILE);
}

/** SHA-256 of a file, lower-case hex. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The manifest of a backup whose files are as they were written. @throws Error in one sentence */
export async function readManifest(folder: string): Promise<Manifest> {
  if (!existsSync(manifestFile(folder))) throw new Error(`${folder} holds no whole backup: there is no ${MANIFEST_FILE}`);
  const parsed = manifest.safeParse(parseJson(readFileSync(manifestFile(folder), 'utf8')));
  if (!parsed.success) throw new Error(`${MANIFEST_FILE} of ${folder} is none that this program writes`);
  for (const [name, sha256] of Object.entries(parsed.data.files)) {
    if (!existsSync(join(folder, name))) throw new Error(`${name} is missing from the backup`);
    if ((await sha256OfFile(join(folder, name))) !== sha256) throw new Error(`${name} of the backup was changed since it was taken`);
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}
