import { createHash, createHmac, createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { ContentInfo, id_data } from '@peculiar/asn1-cms';
import {
  AuthenticatedSafe, CertBag, id_certBag, id_pkcs8ShroudedKeyBag, id_x509Certificate, MacData, PFX, PKCS12Attribute, SafeBag, SafeContents,
} from '@peculiar/asn1-pfx';
import { DigestInfo, id_sha256 } from '@peculiar/asn1-rsa';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';

/** PKCS #9 localKeyId: tells which certificate the key belongs to (RFC 2985, 5.5.2). */
const LOCAL_KEY_ID = '1.2.840.113549.1.9.21';
/** The password has 130 random bits: iterations only have to satisfy readers. */
const ITERATIONS = 2048;

/**
 * A PKCS#12 file (RFC 7292): the key under PBES2 (PBKDF2, AES-256-CBC), certificates in clear, the whole under
 * HMAC-SHA-256 of the password. Done over the schemas, since node-forge knows RSA alone.
 * @param key PKCS#8, DER. @param chain from the key's certificate up, DER.
 */
export function makePkcs12(key: Uint8Array, chain: readonly Uint8Array[], password: string): Uint8Array {
  const [own] = chain;
  if (own === undefined) throw new RangeError('a PKCS#12 file holds a certificate');
  const keyId = localKeyId(createHash('sha1').update(own).digest());
  const shrouded = createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' }).export({ format: 'der', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: password });
  const keyBag = new SafeBag({ bagId: id_pkcs8ShroudedKeyBag, bagValue: exact(shrouded), bagAttributes: [keyId] });
  const certificateBags = chain.map((der, place) => new SafeBag({ bagId: id_certBag, bagValue: certBag(der), ...(place === 0 ? { bagAttributes: [keyId] } : {}) }));
  const safe = AsnConvert.serialize(new AuthenticatedSafe([dataOf(new SafeContents(certificateBags)), dataOf(new SafeContents([keyBag]))]));
  return new Uint8Array(AsnConvert.serialize(new PFX({ authSafe: data(safe), macData: macOf(safe, password) })));
}

function certBag(der: Uint8Array): ArrayBuffer {
  return AsnConvert.serialize(new CertBag({ certId: id_x509Certificate, certValue: AsnConvert.serialize(new OctetString(new X509Certificate(Buffer.from(der)).raw)) }));
}

function localKeyId(id: Uint8Array): PKCS12Attribute {
  // The library's constructor drops what it is given.
  return Object.assign(new PKCS12Attribute(), { attrId: LOCAL_KEY_ID, attrValues: [AsnConvert.serialize(new OctetString(id))] });
}

const dataOf = (contents: SafeContents): ContentInfo => data(AsnConvert.serialize(contents));
const data = (bytes: ArrayBuffer): ContentInfo => new ContentInfo({ contentType: id_data, content: AsnConvert.serialize(new OctetString(bytes)) });
const exact = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

function macOf(content: ArrayBuffer, password: string): MacData {
  const salt = randomBytes(16);
  const mac = createHmac('sha256', macKey(password, salt)).update(new Uint8Array(content)).digest();
  const digestAlgorithm = new AlgorithmIdentifier({ algorithm: id_sha256, parameters: null });
  return new MacData({ mac: new DigestInfo({ digestAlgorithm, digest: new OctetString(mac) }), macSalt: new OctetString(salt), iterations: ITERATIONS });
}

/** The key of the MAC, 32 bytes (RFC 7292, B.2 with ID 3, SHA-256: u = 32, v = 64): one block of output, so the addition of step 6C is not reached. */
function macKey(password: string, salt: Uint8Array): Buffer {
  const text = Buffer.from(`${password}\0`, 'utf16le').swap16();
  let block = Buffer.concat([Buffer.alloc(64, 3), fill(salt), fill(text)]);
  for (let i = 0; i < ITERATIONS; i++) block = createHash('sha256').update(block).digest();
  return block;
}

/** Repeated to the next multiple of v. */
function fill(bytes: Uint8Array): Buffer {
  return Buffer.alloc(Math.ceil(bytes.length / 64) * 64, bytes);
}
