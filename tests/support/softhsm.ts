import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Pkcs11Settings } from '../../src-server/vault/pkcs11-vault.ts';

export const SOFTHSM_MODULE = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/softhsm/libsofthsm2.so'].find((path) => existsSync(path)) ?? 'libsofthsm2.so of Debian package softhsm2';
const CHILD = join(import.meta.dirname, 'softhsm-child.ts');
const SO_PIN = '87654321';

/** What a token shows of one key. */
export interface ShownKey {
  readonly label: string;
  readonly sensitive: boolean;
  readonly extractable: boolean;
  readonly token: boolean;
  /** What C_GetAttributeValue of CKA_VALUE says: a CKR, or "read". */
  readonly value: string;
}

/** SoftHSM2 on a folder of its own. Its configuration is in this process's environment until `remove`. */
export class SoftHsm {
  readonly #folder = mkdtempSync(join(tmpdir(), 'clavis-softhsm-'));
  readonly #before = process.env['SOFTHSM2_CONF'];
  readonly #tokens = join(this.#folder, 'tokens');

  constructor() {
    mkdirSync(this.#tokens);
    const file = join(this.#folder, 'softhsm2.conf');
    writeFileSync(file, `directories.tokendir = ${this.#tokens}\nlog.level = ERROR\n`);
    process.env['SOFTHSM2_CONF'] = file;
  }

  /** A new token. */
  token(label: string, settings: Partial<Pkcs11Settings> = {}): Pkcs11Settings {
    const pin = '4821-4821';
    execFileSync('softhsm2-util', ['--init-token', '--free', '--label', label, '--so-pin', SO_PIN, '--pin', pin], { stdio: 'ignore' });
    return { module: SOFTHSM_MODULE, tokenLabel: label, pin, sessions: 1, ...settings };
  }

  /** Puts a known master key in a token, as a vault would have made it. @param master 16 bytes, hex. */
  importMaster({ tokenLabel, pin }: Pkcs11Settings, version: number, master: string): void {
    this.#run('import', tokenLabel, pin, String(version), master);
  }

  shownKeys({ tokenLabel, pin }: Pkcs11Settings): readonly ShownKey[] {
    return JSON.parse(this.#run('show', tokenLabel, pin)) as readonly ShownKey[];
  }

  /** Tries to have a key out that was derived for a card. @returns what the module said to each way */
  derivedKeyAttempts({ tokenLabel, pin }: Pkcs11Settings): readonly string[] {
    return JSON.parse(this.#run('attempts', tokenLabel, pin)) as readonly string[];
  }

  /** Takes all tokens out; puts them back. */
  unplug(): void {
    renameSync(this.#tokens, `${this.#tokens}.away`);
    mkdirSync(this.#tokens);
  }

  plug(): void {
    rmSync(this.#tokens, { recursive: true });
    renameSync(`${this.#tokens}.away`, this.#tokens);
  }

  /** Whether the files of the tokens hold these bytes. */
  get files(): readonly string[] {
    return readdirSync(this.#tokens, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
  }

  remove(): void {
    if (this.#before === undefined) delete process.env['SOFTHSM2_CONF'];
    else process.env['SOFTHSM2_CONF'] = this.#before;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #run(...args: readonly string[]): string {
    return execFileSync(process.execPath, [CHILD, SOFTHSM_MODULE, ...args], { encoding: 'utf8' });
  }
}
