import type { X509Certificate } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readList, serialOf, type ReadList } from '../ca/read-list.ts';
import type { Revocation } from './certificate-trust.ts';

const PEM = /-----BEGIN X509 CRL-----([^-]+)-----END X509 CRL-----/u;

/** A list as it was read, and who was found to have signed it or not: by the SHA-256 of the issuer's certificate. */
interface KeptList {
  readonly list: ReadList;
  readonly signedBy: Map<string, boolean>;
}

/**
 * Revocation lists of other authorities, `.crl` files (DER or PEM) that somebody fetches: read, and their signatures checked, again when a
 * file has changed. Whether a list is in its time is judged at each question.
 */
export class ListFolder {
  readonly #folder: string;
  readonly #read: (der: Buffer) => ReadList;
  /** By file name: what was read of it, and of which state of the file. */
  #files: ReadonlyMap<string, { readonly state: string; readonly kept: KeptList | null }> = new Map();

  constructor(folder: string, read = readList) {
    this.#folder = folder;
    this.#read = read;
  }

  /**
   * What its issuer's newest list says. Null: there is none. A list past its time, or before, still says who is revoked, and of others nothing.
   */
  async status(certificate: X509Certificate, issuer: X509Certificate, now: number): Promise<Revocation | null> {
    const lists = (await this.#look()).filter((kept) => isSignedBy(kept, issuer)).map(({ list }) => list);
    const newest = lists.toSorted((a, b) => b.thisUpdate - a.thisUpdate)[0];
    if (newest === undefined) return null;
    const entry = newest.revoked.get(serialOf(Buffer.from(certificate.serialNumber.padStart(certificate.serialNumber.length + (certificate.serialNumber.length % 2), '0'), 'hex')));
    if (entry !== undefined) return { status: 'revoked', ...entry };
    return { status: newest.thisUpdate <= now && now < newest.nextUpdate ? 'good' : 'unknown' };
  }

  /** A file that is no list now (half written, of another kind) counts as what it was before. */
  async #look(): Promise<readonly KeptList[]> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith('.crl'));
    const known = this.#files;
    const files = await Promise.all(
      names.map(async (name) => {
        const file = join(this.#folder, name);
        // The time of change too: a copy that keeps the times of what it copies has an old one of writing.
        const { mtimeNs, ctimeNs, size, ino } = await stat(file, { bigint: true });
        const state = `${mtimeNs} ${ctimeNs} ${size} ${ino}`;
        const before = known.get(name);
        if (before?.state === state) return [name, before] as const;
        return [name, { state, kept: this.#tryRead(await readFile(file)) ?? before?.kept ?? null }] as const;
      }),
    );
    this.#files = new Map(files);
    return files.flatMap(([, { kept }]) => (kept === null ? [] : [kept]));
  }

  #tryRead(bytes: Buffer): KeptList | null {
    try {
      const pem = PEM.exec(bytes.toString('latin1'))?.[1];
      return { list: this.#read(pem === undefined ? bytes : Buffer.from(pem, 'base64')), signedBy: new Map() };
    } catch {
      // Whatever it is instead: there is no list in it, and certificates are judged without.
      return null;
    }
  }
}

function isSignedBy({ list, signedBy }: KeptList, issuer: X509Certificate): boolean {
  const name = issuer.fingerprint256;
  const signed = signedBy.get(name) ?? list.signedBy(issuer.publicKey);
  signedBy.set(name, signed);
  return signed;
}
