import { shell } from 'electron';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * Hands a PDF to the system's own viewer, which prints it by its own dialog: a page without network and plug-ins shows none. The file is
 * this person's alone, and gone with the program.
 * @returns false where no program takes a PDF
 */
export async function printPdf(bytes: Uint8Array): Promise<boolean> {
  if (!Buffer.from(bytes.subarray(0, 5)).equals(Buffer.from('%PDF-'))) return false;
  const folder = mkdtempSync(join(tmpdir(), 'clavis-print-'));
  folders.push(folder);
  const path = join(folder, 'clavis.pdf');
  await writeFile(path, bytes, { mode: 0o600 });
  return (await shell.openPath(path)) === '';
}
