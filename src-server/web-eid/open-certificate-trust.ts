import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuthorityConfig } from '../config.ts';
import { listStatuses } from '../repositories/issued-certificates.ts';
import { listIssuers } from '../repositories/login-issuers.ts';
import type { Queryable } from '../repositories/queryable.ts';
import { ListFolder } from './list-folder.ts';
import type { CertificateTrust, TrustedAuthority } from './certificate-trust.ts';

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu;

/**
 * Our issuing authorities, and those of a folder of PEM files. Each is trusted by itself: a token carries the certificate of its
 * owner and no other. Of somebody else's certificates a list in the same folder tells which are revoked; without one they are refused,
 * unless the configuration says to take them unchecked. Where the folder holds who is above an authority too, its list may revoke that one.
 * Nothing is fetched.
 * @throws Error when a file of the folder holds something else than certificates of authorities.
 */
export function openCertificateTrust(db: Queryable, config: Pick<AuthorityConfig, 'trustedCaDir' | 'trustedCaUnchecked'>): CertificateTrust {
  const foreign = config.trustedCaDir === null ? [] : readAuthorities(config.trustedCaDir);
  const lists = config.trustedCaDir === null ? null : new ListFolder(config.trustedCaDir);
  return {
    async authorities(now) {
      const own = (await listIssuers(db)).map(({ der, revoked }) => ({ certificate: new X509Certificate(Buffer.from(der, 'base64')), own: true, revoked }));
      const others = await Promise.all(foreign.map(async ({ certificate, above }) => ({ certificate, own: false, revoked: await revokedIn(lists, certificate, above, now) })));
      const all = [...own, ...others];
      return [...all.filter(({ revoked }) => revoked === null), ...all.filter(({ revoked }) => revoked !== null)];
    },
    async status(certificate, issuer, now) {
      if (!issuer.own) return (await lists?.status(certificate, issuer.certificate, now)) ?? { status: config.trustedCaUnchecked ? 'good' : 'unknown' };
      const serial = certificate.serialNumber.padStart(32, '0');
      return (await listStatuses(db, [serial])).get(serial) ?? { status: 'unknown' };
    },
  };
}

interface ForeignAuthority {
  readonly certificate: X509Certificate;
  /** Those of the folder that certified it: their lists may name it. */
  readonly above: readonly X509Certificate[];
}

/** What the lists of those above say of an authority; silence is none: it is trusted by itself. */
async function revokedIn(lists: ListFolder | null, certificate: X509Certificate, above: readonly X509Certificate[], now: number): Promise<TrustedAuthority['revoked']> {
  for (const issuer of above) {
    const told = await lists?.status(certificate, issuer, now);
    if (told?.status === 'revoked') return { at: told.at, reason: told.reason };
  }
  return null;
}

function readAuthorities(folder: string): readonly ForeignAuthority[] {
  const names = readdirSync(folder).filter((name) => /\.(?:pem|crt)$/u.test(name)).toSorted();
  const found = names.flatMap((name) => readFileSync(join(folder, name), 'latin1').match(PEM) ?? []).map((pem) => new X509Certificate(pem));
  if (found.length === 0) throw new Error(`no certificate (.pem, .crt) in ${folder}`);
  if (found.some((certificate) => !certificate.ca)) throw new Error(`a certificate in ${folder} is not one of an authority`);
  return found.map((certificate) => ({ certificate, above: found.filter((issuer) => issuer.subject !== certificate.subject && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)) }));
}
