import { createPrivateKey, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../../run-tool.ts';

/**
 * Whether openssl opens this PKCS#12 with this password, and finds in it the certificate with this serial number and its key.
 * @throws Error that says what it found instead
 */
export async function judgePkcs12(path: string, password: string, serial: string): Promise<void> {
  // In the environment: a command line can be read by others.
  const open = (...options: readonly string[]): Promise<string> => runTool('openssl', ['pkcs12', '-in', path, '-passin', 'env:CLAVIS_P12', ...options], { CLAVIS_P12: password });
  const certificate = new X509Certificate(await open('-nokeys', '-clcerts'));
  const key = createPrivateKey(await open('-nocerts', '-noenc'));
  if (certificate.serialNumber.padStart(32, '0') !== serial) throw new Error(`the PKCS#12 holds certificate ${certificate.serialNumber}, not ${serial}`);
  if (!certificate.checkPrivateKey(key)) throw new Error('the PKCS#12 holds another key than its certificate’s');
}

/**
 * What openssl makes of the authority's OCSP answer and revocation list about this serial number.
 * @param folder where the authority's own certificates are put
 */
export async function judgeStatus(url: string, serial: string, folder: string): Promise<'good' | 'revoked' | 'unknown'> {
  const fetched = async (name: string): Promise<string> => {
    const der = Buffer.from(await (await fetch(new URL(`/ca/${name}`, url))).arrayBuffer());
    const path = join(folder, `${name}.pem`);
    writeFileSync(path, new X509Certificate(der).toString());
    return path;
  };
  const [root, issuing] = [await fetched('root.cer'), await fetched('issuing.cer')];
  const said = await runTool('openssl', ['ocsp', '-issuer', issuing, '-serial', `0x${serial}`, '-url', `${url}/ocsp`, '-CAfile', root, '-verify_other', issuing]);
  const status = /: (good|revoked|unknown)/u.exec(said)?.[1];
  if (status === undefined) throw new Error(`openssl ocsp said ${said.slice(0, 200)}`);
  const list = join(folder, 'issuing.crl');
  writeFileSync(list, Buffer.from(await (await fetch(new URL('/ca/issuing.crl', url))).arrayBuffer()));
  const listed = (await runTool('openssl', ['crl', '-inform', 'DER', '-in', list, '-noout', '-text'])).includes(`Serial Number: ${serial}`);
  if (listed !== (status === 'revoked')) throw new Error(`OCSP says ${status}, the revocation list ${listed ? 'revoked' : 'nothing'}`);
  return status as 'good' | 'revoked' | 'unknown';
}
