import { mkdirSync } from 'node:fs';
import { open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { readEml, type ReadMail } from './read-eml.ts';

/** Where composed mails go. Delivering the same id again is the same mail again. */
export interface MailTransport {
  /**
   * @param mail.from @param mail.to addresses of the envelope.
   * @throws MailRefused when trying again is of no use; anything else is worth another try
   */
  deliver(mail: { readonly id: string; readonly createdAt: number; readonly from: string; readonly to: string; readonly eml: Uint8Array }): Promise<void>;
  /** Lets go of connections; what is under way fails. */
  close(): void;
}

export interface MailFolder extends MailTransport {
  /** Newest first, at most `limit`. */
  list(limit: number): Promise<ReadonlyArray<ReadMail & { readonly id: string }>>;
}

/** Mails as .eml files, one each, named by time and id: any mail program opens them. Directory 0700, files 0600. */
export function mailFolder(directory: string): MailFolder {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return {
    async deliver({ id, createdAt, eml }) {
      const file = join(directory, `${String(createdAt).padStart(15, '0')}-${id}.eml`);
      const handle = await open(`${file}.new`, 'w', 0o600);
      try {
        await handle.writeFile(eml);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(`${file}.new`, file);
    },
    close: () => undefined,
    async list(limit) {
      const names = (await readdir(directory)).filter((name) => name.endsWith('.eml')).sort();
      const newest = names.toReversed().slice(0, limit);
      return Promise.all(newest.map(async (name) => ({ id: name.slice(0, -'.eml'.length), ...readEml(await readFile(join(directory, name))) })));
    },
  };
}
