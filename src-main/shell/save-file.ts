import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes a file whole, or not at all. That the folder takes files is found out before the bytes are made: making them may cost something
 * that cannot be had back. 0600: what is saved here is a person's own.
 */
export async function saveFile(path: string, bytes: () => Promise<Uint8Array>): Promise<void> {
  const fresh = join(dirname(path), `.${randomUUID()}.part`);
  const file = await open(fresh, 'wx', 0o600);
  try {
    try {
      await file.writeFile(await bytes());
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
