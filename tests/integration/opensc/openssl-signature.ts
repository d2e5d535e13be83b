import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PKCS11_MODULE, runTool } from './run-tool.ts';

const MESSAGE = 'Marché 2026-114, lot 3';
const SHA256_DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** Lets pkcs11-tool sign a DigestInfo with a key of the card in the reader, and openssl verify it. @returns what openssl said. */
export async function signAndVerify(folder: string, id: string, pin: string): Promise<string> {
  const [message, digestInfo, signature, publicKey] = ['message', 'digest-info', 'signature', 'public-key'].map((name) => join(folder, name)) as [
    string, string, string, string,
  ];
  writeFileSync(message, MESSAGE);
  writeFileSync(digestInfo, Buffer.concat([SHA256_DIGEST_INFO, createHash('sha256').update(MESSAGE).digest()]));
  const signed = await runTool(
    'pkcs11-tool', '--module', PKCS11_MODULE, '--login', '--pin', pin, '--sign', '--id', id, '--mechanism', 'RSA-PKCS',
    '--input-file', digestInfo, '--output-file', signature,
  );
  if (signed.code !== 0) return signed.output;
  await runTool('pkcs15-tool', '--read-public-key', id, '--output', publicKey);
  return (await runTool('openssl', 'dgst', '-sha256', '-verify', publicKey, '-signature', signature, message)).output;
}
