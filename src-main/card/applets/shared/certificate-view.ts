import { createHash, X509Certificate } from 'node:crypto';
import type { CertificateView } from '../../../../src-shared/domain/views.ts';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import { findTlv, parseTlv, requireTlv, type Tlv } from '../../tlv/tlv.ts';

const NAME_LENGTH_MAX = 200;

/**
 * What people are shown of a certificate. Nothing is verified here: the token says it.
 * @param der one X.509 certificate, without padding
 * @throws AppError tokenMalformedAnswer when it is none
 */
export function certificateView(der: Uint8Array): CertificateView {
  const { use, certificate } = read(der);
  const notBefore = Date.parse(certificate.validFrom);
  const notAfter = Date.parse(certificate.validTo);
  if (Number.isNaN(notBefore) || Number.isNaN(notAfter)) throw malformed();
  return {
    use,
    subject: commonName(certificate.subject),
    issuer: commonName(certificate.issuer),
    notBefore,
    notAfter,
    sha256: createHash('sha256').update(der).digest('hex'),
  };
}

function read(der: Uint8Array): { readonly use: CertificateView['use']; readonly certificate: X509Certificate } {
  // The parser below is ours and typed; the one of node:crypto throws whatever its library says.
  const use = useOf(parseTlv(der));
  try {
    return { use, certificate: new X509Certificate(der) };
  } catch (error) {
    throw malformed(error);
  }
}

const TAG_SEQUENCE = 0x30;
const TAG_OID = 0x06;
const TAG_OCTET_STRING = 0x04;
const TAG_BIT_STRING = 0x03;
/** RFC 5280, 4.1: extensions [3]. */
const TAG_EXTENSIONS = 0xa3;
/** id-ce-keyUsage, 2.5.29.15. */
const OID_KEY_USAGE = Uint8Array.of(0x55, 0x1d, 0x0f);
/** RFC 5280, 4.2.1.3: bit 0 and bit 1 of the first byte. */
const DIGITAL_SIGNATURE = 0x80;
const NON_REPUDIATION = 0x40;

/** X509Certificate.keyUsage of node:crypto is the extended one; the plain one is read here. */
function useOf(objects: readonly Tlv[]): CertificateView['use'] {
  const tbs = requireTlv(requireTlv(objects, TAG_SEQUENCE).children, TAG_SEQUENCE);
  const list = findTlv(findTlv(tbs.children, TAG_EXTENSIONS)?.children ?? [], TAG_SEQUENCE);
  const extension = list?.children.find((candidate) => sameBytes(findTlv(candidate.children, TAG_OID)?.value, OID_KEY_USAGE));
  const wrapped = findTlv(extension?.children ?? [], TAG_OCTET_STRING)?.value;
  if (wrapped === undefined) return 'other';
  // BIT STRING: the number of unused bits, then the bits.
  const bits = requireTlv(parseTlv(wrapped), TAG_BIT_STRING).value[1] ?? 0;
  if ((bits & NON_REPUDIATION) !== 0) return 'signature';
  return (bits & DIGITAL_SIGNATURE) !== 0 ? 'authentication' : 'other';
}

/**
 * The common name out of node:crypto's "CN=...\nO=..."; the whole name on one line where there is none.
 * Control and format characters go: a name may not redraw the screen it stands on.
 */
function commonName(distinguishedName: string): string {
  const lines = distinguishedName.split('\n');
  const name = lines.find((line) => line.startsWith('CN='))?.slice(3) ?? lines.join(', ');
  return name.toWellFormed().replace(/\p{C}/gu, ' ').slice(0, NAME_LENGTH_MAX);
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && a.length === b.length && a.every((byte, index) => byte === b[index]);
}

const malformed = (cause?: unknown): AppError => new AppError('tokenMalformedAnswer', { reason: 'certificate' }, cause);
