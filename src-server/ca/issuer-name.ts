import { X509Certificate } from 'node:crypto';

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

/** The bytes of `issuer`, the fourth field of version 3's TBSCertificate (RFC 5280, 4.1). */
function issuerField(der: Buffer): Buffer {
  // Into Certificate, into TBSCertificate, then past version, serialNumber and signature.
  let at = contentsAt(der, contentsAt(der, 0));
  for (let field = 0; field < 3; field += 1) at = endOf(der, at);
  return der.subarray(at, endOf(der, at));
}

/** DER's lengths (X.690, 10.1): one byte below 128, else the number of bytes that follow. */
function contentsAt(der: Buffer, at: number): number {
  const first = der[at + 1] ?? 0;
  return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
}

function endOf(der: Buffer, at: number): number {
  const from = contentsAt(der, at);
  const length = from === at + 2 ? (der[at + 1] ?? 0) : der.readUIntBE(at + 2, from - at - 2);
  return from + length;
}
