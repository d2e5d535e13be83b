import { X509Certificate } from 'node:crypto';
import { elementAt, elementsIn } from './der-element.ts';

const NAME_LENGTH_MAX = 200;
/** Issuers are few and certificates many: a name is read once. */
const names = new Map<string, string>();
const NAMES_MAX = 64;

/**
 * What people are shown of who issued a certificate: its issuer's common name, the whole name on one line where it has none.
 * @param der one certificate that this authority issued
 */
export function issuerName(der: Buffer): string {
  const key = issuerField(der).toString('latin1');
  const known = names.get(key);
  if (known !== undefined) return known;
  const lines = new X509Certificate(der).issuer.split('\n');
  const name = (lines.find((line) => line.startsWith('CN='))?.slice(3) ?? lines.join(', ')).slice(0, NAME_LENGTH_MAX);
  if (names.size >= NAMES_MAX) names.clear();
  names.set(key, name);
  return name;
}

/** The bytes of `issuer`: the fourth field of version 3's TBSCertificate, after version, serialNumber and signature (RFC 5280, 4.1). */
function issuerField(der: Buffer): Buffer {
  const tbs = elementAt(elementAt(der, 0).contents, 0);
  const issuer = elementsIn(tbs)[3];
  if (issuer === undefined) throw new Error('no certificate of version 3');
  return issuer.whole;
}
