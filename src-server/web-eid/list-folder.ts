import type { X509Certificate } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readList, serialOf, type ReadList } from '../ca/read-list.ts';
import type { Revocation } from './certificate-trust.ts';

const PEM = /-----BEGIN X509 CRL-----([^-]+)-----END X509 CRL-----/u;

/** Revocation lists of other authorities, `.crl` files (DER or PEM) that somebody fetches: looked at again when one has changed. */
export class ListFolder {
  readonly #folder: string;
  /** By file name: what was read of it, and of which state of the file. */
  #files: ReadonlyMap<string, { readonly state: string; readonly list: ReadList | null }> = new Map();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * What its issuer's newest list says. Null: there is none. A list past its time, or before, still says who is revoked, and of others nothing.
   */
  async status(certificate: X509Certificate, issuer: X509Certificate, now: number): Promise<Revocation | null> {
    const lists = [...(await this.#read()).values()].flatMap(({ list }) => (list !== null && list.signedBy(issuer.publicKey) ? [list] : []));
    const newest = lists.toSorted((a, b) => b.thisUpdate - a.thisUpdate)[0];
    if (newest === undefined) return null;
    const entry = newest.revoked.get(serialOf(Buffer.from(certificate.serialNumber.padStart(certificate.serialNumber.length + (certificate.serialNumber.length % 2), '0'), 'hex')));
    if (entry !== undefined) return { status: 'revoked', ...entry };
    return { status: newest.thisUpdate <= now && now < newest.nextUpdate ? 'good' : 'unknown' };
  }

  /** A file that is no list now (half written, of another kind) counts as what it was before. */
  async #read(): Promise<ReadonlyMap<string, { readonly list: ReadList | null }>> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith('.crl'));
    const known = this.#files;
    const files = await Promise.all(
      names.map(async (name) => {
        const file = join(this.#folder, name);
        const { mtimeMs, size, ino } = await stat(file);
        const state = `${mtimeMs} ${size} ${ino}`;
        const before = known.get(name);
        if (before?.state === state) return [name, before] as const;
        return [name, { state, list: tryRead(await readFile(file)) ?? before?.list ?? null }] as const;
      }),
    );
    this.#files = new Map(files);
    return this.#files;
  }
}

function tryRead(bytes: Buffer): ReadList | null {
  try {
    const pem = PEM.exec(bytes.toString('latin1'))?.[1];
    return readList(pem === undefined ? bytes : Buffer.from(pem, 'base64'));
  } catch {
    // Whatever it is instead: there is no list in it, and certificates are judged without.
    return null;
  }
}
