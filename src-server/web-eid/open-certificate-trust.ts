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
 * unless the configuration says to take them unchecked. Nothing is fetched.
 * @throws Error when a file of the folder holds something else than certificates of authorities.
 */
export function openCertificateTrust(db: Queryable, config: Pick<AuthorityConfig, 'trustedCaDir' | 'trustedCaUnchecked'>): CertificateTrust {
  const foreign = config.trustedCaDir === null ? [] : readAuthorities(config.trustedCaDir);
  const lists = config.trustedCaDir === null ? null : new ListFolder(config.trustedCaDir);
  return {
    async authorities() {
      const own = (await listIssuers(db)).map((der) => ({ certificate: new X509Certificate(Buffer.from(der, 'base64')), own: true }));
      return [...own, ...foreign];
    },
    async status(certificate, issuer, now) {
      if (!issuer.own) return (await lists?.status(certificate, issuer.certificate, now)) ?? { status: config.trustedCaUnchecked ? 'good' : 'unknown' };
      const serial = certificate.serialNumber.padStart(32, '0');
      return (await listStatuses(db, [serial])).get(serial) ?? { status: 'unknown' };
    },
  };
}

function readAuthorities(folder: string): readonly TrustedAuthority[] {
  const names = readdirSync(folder).filter((name) => /\.(?:pem|crt)$/u.test(name)).toSorted();
  const found = names.flatMap((name) => readFileSync(join(folder, name), 'latin1').match(PEM) ?? []).map((pem) => new X509Certificate(pem));
  if (found.length === 0) throw new Error(`no certificate (.pem, .crt) in ${folder}`);
  if (found.some((certificate) => !certificate.ca)) throw new Error(`a certificate in ${folder} is not one of an authority`);
  return found.map((certificate) => ({ certificate, own: false }));
}
