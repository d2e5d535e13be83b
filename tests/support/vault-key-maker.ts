import process from 'node:process';
import { openFileVault } from '../../src-server/vault/file-vault.ts';
import { SIGNING_KEY_NAMES } from '../../src-server/vault/vault.ts';

/** A process that makes signing keys in a vault file: FILE PASSPHRASE NAME...; it answers with each key's SPKI. */
const [file = '', passphrase = '', ...wanted] = process.argv.slice(2);
const vault = await openFileVault(file, passphrase);
const made: Record<string, string> = {};
for (const name of wanted) {
  const key = SIGNING_KEY_NAMES.find((known) => known === name);
  if (key === undefined) throw new Error(`no key is named ${name}`);
  made[key] = Buffer.from(await vault.makeSigningKey(key, 'P-256')).toString('hex');
}
process.send?.(made);
process.disconnect();
