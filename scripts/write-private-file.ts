import { chmodSync, writeFileSync } from 'node:fs';

/** Writes a file that only its owner reads (0600), be it there already or not. */
export function writePrivateFile(path: string, text: string): void {
  writeFileSync(path, '', { mode: 0o600 });
  chmodSync(path, 0o600);
  writeFileSync(path, text);
}
