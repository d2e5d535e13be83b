import { spawnSync } from 'node:child_process';

const ZERO_IV = '0000000000000000';

/**
 * The cryptogram of EXTERNAL AUTHENTICATE by the openssl command line, from its definition: 3DES-CBC of RND.ICC || SN.ICC, then
 * ISO 9797-1 algorithm 3 of it, written out in single DES steps. Hexadecimal in and out.
 */
export function opensslCryptogram(keys: { readonly enc: string; readonly mac: string }, challenge: string, serial: string): string {
  const cryptogram = openssl(['-des-ede-cbc', '-K', keys.enc], `${challenge}${serial}`);
  return `${cryptogram}${opensslRetailMac(keys.mac, cryptogram)}`;
}

/** Padding method 2, a DES chain under the left half, then D under the right half and E under the left one. */
export function opensslRetailMac(key: string, message: string): string {
  const padded = `${message}80`.padEnd(Math.ceil((message.length + 2) / 16) * 16, '0');
  const left = key.slice(0, 16);
  const right = key.slice(16);
  const chained = openssl(['-des-cbc', '-K', left], padded).slice(-16);
  return openssl(['-des-cbc', '-K', left], openssl(['-d', '-des-cbc', '-K', right], chained));
}

function openssl(args: readonly string[], input: string): string {
  const fixed = ['enc', '-provider', 'legacy', '-provider', 'default', '-nopad', '-iv', ZERO_IV];
  const run = spawnSync('openssl', [...fixed, ...args], { input: Buffer.from(input, 'hex') });
  if (run.status !== 0) throw new Error(`openssl ${args.join(' ')}: ${run.stderr?.toString() ?? run.error?.message ?? ''}`);
  return run.stdout.toString('hex');
}
