import { spawn } from 'node:child_process';
import { createPrivateKey, randomBytes, randomUUID, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deps } from '../../../src-server/deps.ts';
import { insertAccount } from '../../../src-server/repositories/accounts.ts';
import { getCaCertificate } from '../../../src-server/use-cases/certificates/authority-keys.ts';
import { authorityFile } from '../../../src-server/use-cases/certificates/authority-files.ts';
import { initAuthority } from '../../../src-server/use-cases/certificates/init-authority.ts';
import { issueCertificate } from '../../../src-server/use-cases/certificates/issue-certificate.ts';
import { freePort } from '../../../tests/support/free-port.ts';
import { ocspRequestFor } from '../../../tests/support/ocsp-request.ts';
import { Openssl, pem } from '../../../tests/support/openssl.ts';
import { inTurn, quantile, rounded, timed, type BenchLine } from '../in-turn.ts';
import { stopChild } from '../../launch/stop-child.ts';
import { BenchWorld, seedAccounts, type BenchAccount } from './bench-world.ts';
import { runLoad, type LoadCall, type LoadReply } from './load.ts';

/** Certificates of one turn, and turns. */
const PER_TURN = 20;
const TURNS = 3;
const OCSP_CLIENTS = 32;
const OCSP_MS = 3_000;
const EC_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'] as const;
const SEEN = { documentType: 'passport', documentExpires: '2035-01-01', matches: true, refusal: null } as const;

/** B-issue and B-ocsp: certificates from a PKCS#10 request on, and what is said of their status, beside openssl, which judges ours first. */
export async function certificateRates(): Promise<readonly BenchLine[]> {
  const world = await BenchWorld.open('sqlite');
  const openssl = new Openssl();
  try {
    makePeer(openssl);
    const made = await world.seed((deps) => issuing(deps, openssl));
    return [...made.lines, ...(await answering(world, openssl, made))];
  } finally {
    openssl.close();
    await world.close();
  }
}

interface Issued {
  readonly lines: readonly BenchLine[];
  readonly serials: readonly string[];
  /** OCSP requests, DER, one for each; then such with a nonce. */
  readonly requests: readonly Uint8Array[];
  readonly withNonce: readonly Uint8Array[];
}

/** An openssl authority of the same curve as ours, and one PKCS#10 request. */
function makePeer(openssl: Openssl): void {
  openssl.ok('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-nodes', '-keyout', 'peer-key.pem', '-out', 'peer.pem', '-subj', '/CN=Peer', '-days', '20');
  openssl.ok('req', ...EC_KEY, '-keyout', 'responder-key.pem', '-out', 'responder.csr', '-subj', '/CN=Responder');
  openssl.file('responder.ext', 'extendedKeyUsage=OCSPSigning\n');
  openssl.ok('x509', '-req', '-in', 'responder.csr', '-CA', 'peer.pem', '-CAkey', 'peer-key.pem', '-CAcreateserial', '-days', '20', '-extfile', openssl.path('responder.ext'), '-out', 'responder.pem');
  openssl.ok('req', ...EC_KEY, '-keyout', 'person-key.pem', '-out', 'person.csr', '-subj', '/CN=Person');
}

async function issuing(deps: Deps, openssl: Openssl): Promise<Issued> {
  await initAuthority(deps);
  const accounts = await seedAccounts(deps, PER_TURN * TURNS);
  await deps.db.updateTable('requests').set({ state: 'accepted' }).execute();
  const operator = await insertOperator(deps, accounts[0]?.draft.officeId ?? '');
  const csrs = await requestsOf(openssl, accounts.length);
  const serials: string[] = [];
  const issueOne = async ({ requestId }: BenchAccount): Promise<void> => {
    const body = { requestId, csr: csrs[serials.length] ?? '', support: 'key-b', tokenSerial: null, identity: SEEN };
    serials.push((await issueCertificate(deps, { route: 'issueCertificate', params: {}, body, actor: operator, idempotencyKey: randomUUID() })).serial);
  };
  const key = createPrivateKey(readFileSync(openssl.path('peer-key.pem')));
  const bare: number[] = [];
  const rates = await inTurn(
    TURNS,
    () => timed(async () => {
      const from = serials.length;
      for (const account of accounts.slice(from, from + PER_TURN)) await issueOne(account);
    }),
    async () => {
      bare.push(await timed(async () => void Array.from({ length: PER_TURN }, () => sign('sha384', randomBytes(900), key))));
      return timed(async () => {
        for (let i = 0; i < PER_TURN; i++) {
          const { code, output } = await openssl.ask('x509', '-req', '-in', 'person.csr', '-CA', 'peer.pem', '-CAkey', 'peer-key.pem', '-CAcreateserial', '-days', '20', '-out', 'person.pem');
          if (code !== 0) throw new Error(`B-issue: ${output}`);
        }
      });
    },
  );
  await requireGood(deps, openssl, serials);
  const issuer = await getCaCertificate(deps.db, 'issuing-ca');
  const perSecond = (ms: number): number => (PER_TURN * 1000) / ms;
  const line = (id: string, peer: string, theirs: number, target: string, met: (ratio: number) => boolean): BenchLine => {
    const ratio = perSecond(rates.ours) / theirs;
    return { id, workload: `${serials.length} certificates from PKCS#10 on: request, vault, database, audit, mail`, peer, ours: rounded(perSecond(rates.ours)), theirs: rounded(theirs), unit: 'certificates/s', ratio: rounded(ratio), target, met: met(ratio) };
  };
  const lines = [
    line('B-issue', 'openssl x509 -req, a process each', perSecond(rates.theirs), '>= 1', (ratio) => ratio >= 1),
    line('B-issue-sign', 'node:crypto sign (P-384) and nothing else', perSecond(quantile(bare, 0.5)), 'told', () => true),
  ];
  return { lines, serials, requests: serials.map((serial) => ocspRequestFor(issuer, [serial])), withNonce: serials.map((serial) => ocspRequestFor(issuer, [serial], randomBytes(16))) };
}

/** @returns as many PKCS#10 requests, PEM, each of a key of its own */
async function requestsOf(openssl: Openssl, count: number): Promise<readonly string[]> {
  const csrs: string[] = [];
  for (let i = 0; i < count; i++) {
    openssl.ok('req', '-new', ...EC_KEY, '-keyout', 'one-key.pem', '-out', 'one.csr', '-subj', '/CN=One');
    csrs.push(readFileSync(openssl.path('one.csr'), 'utf8'));
  }
  return csrs;
}

async function insertOperator({ db, clock, random, terms }: Deps, officeId: string) {
  const [id, email] = [random.uuid(), 'operator@example.org'];
  const rest = { first_name: 'Olga', last_name: 'Roux', language: 'fr', role: 'operator', office_id: officeId, password: null } as const;
  await db.transaction().execute((trx) => insertAccount(trx, { id, email, email_key: email, ...rest, terms_version: terms.current.version, confirmed_at: clock.now(), disabled_at: null, created_at: clock.now() }));
  return { accountId: id, sessionId: random.uuid(), role: 'operator', officeId, language: 'fr' } as const;
}

/** openssl judges the last certificate with list and chain. @throws Error */
async function requireGood(deps: Deps, openssl: Openssl, serials: readonly string[]): Promise<void> {
  const { der } = await deps.db.selectFrom('issued_certificates').select('der').where('serial', '=', serials.at(-1) ?? '').executeTakeFirstOrThrow();
  openssl.file('ours.pem', pem('CERTIFICATE', Buffer.from(der, 'base64')));
  for (const name of ['root', 'issuing']) openssl.file(`${name}.pem`, pem('CERTIFICATE', (await authorityFile(deps, `${name}.cer`)).bytes));
  const lists = await Promise.all(['root', 'issuing'].map(async (name) => pem('X509 CRL', (await authorityFile(deps, `${name}.crl`)).bytes)));
  openssl.file('lists.pem', lists.join(''));
  openssl.ok('verify', '-crl_check_all', '-CAfile', 'root.pem', '-untrusted', 'issuing.pem', '-CRLfile', 'lists.pem', 'ours.pem');
}

async function answering(world: BenchWorld, openssl: Openssl, { serials, requests, withNonce }: Issued): Promise<readonly BenchLine[]> {
  const origin = await world.authority();
  const judged = await openssl.ask('ocsp', '-issuer', 'issuing.pem', '-cert', 'ours.pem', '-url', `${origin}/ocsp`, '-CAfile', 'root.pem');
  if (!/Response verify OK[\s\S]*ours\.pem: good/u.test(judged.output)) throw new Error(`B-ocsp: ${judged.output}`);
  const index = serials.map((serial, at) => `V\t361231235959Z\t\t${serial}\tunknown\t/CN=Person ${at}\n`).join('');
  const port = await freePort();
  writeFileSync(join(openssl.dir, 'index.txt'), index);
  const args = ['ocsp', '-index', 'index.txt', '-port', String(port), '-rsigner', 'responder.pem', '-rkey', 'responder-key.pem', '-CA', 'peer.pem', '-nmin', '10', '-ignore_err', '-multi', '2'];
  const peer = spawn('openssl', args, { cwd: openssl.dir, stdio: 'ignore' });
  try {
    const lines: BenchLine[] = [];
    for (const [id, ours, nonce] of [['B-ocsp', requests, false], ['B-ocsp-nonce', withNonce, true]] as const) {
      const { mine, other } = await ocspInTurn({ url: origin, requests: ours }, { url: `http://127.0.0.1:${port}`, request: await peerRequestOf(openssl, serials[0] ?? '', { port, nonce }) });
      const workload = `OCSP over HTTP, ${OCSP_CLIENTS} clients, ${serials.length} certificates asked again and again, ${nonce ? 'with a nonce' : 'without a nonce'}, nothing from a cache of HTTP`;
      lines.push({ id, workload, peer: 'openssl ocsp -multi 2, the same index', ours: rounded(mine), theirs: rounded(other), unit: 'responses/s', ratio: rounded(mine / other), target: '>= 1', met: mine >= other });
    }
    return lines;
  } finally {
    await stopChild(peer);
  }
}

/** @returns responses in a second, medians of the turns */
async function ocspInTurn(
  ours: { readonly url: string; readonly requests: readonly Uint8Array[] },
  theirs: { readonly url: string; readonly request: Uint8Array },
): Promise<{ readonly mine: number; readonly other: number }> {
  const figures = { ours: [] as number[], theirs: [] as number[] };
  for (let turn = 0; turn < TURNS; turn++) {
    const mine = await runLoad(ours.url, OCSP_CLIENTS, OCSP_MS, (client) => callOf('/ocsp', ours.requests[client % ours.requests.length] ?? new Uint8Array()));
    const other = await runLoad(theirs.url, OCSP_CLIENTS, OCSP_MS, () => callOf('/', theirs.request));
    if (mine.refused + other.refused > 0) throw new Error(`B-ocsp: refused ${mine.refused} and ${other.refused}`);
    figures.ours.push(mine.perSecond);
    figures.theirs.push(other.perSecond);
  }
  return { mine: quantile(figures.ours, 0.5), other: quantile(figures.theirs, 0.5) };
}

const callOf = (path: string, body: Uint8Array): LoadCall => ({ kind: 'ocsp', method: 'POST', path, headers: { 'content-type': 'application/ocsp-request' }, body, taken: requireSuccessful });

/** responseStatus successful (RFC 6960, 4.2.1), so that no refusal counts. */
function requireSuccessful({ bytes }: LoadReply): void {
  if (!bytes.subarray(0, 12).includes(Buffer.from('0a0100', 'hex'))) throw new Error(`B-ocsp: no answer but ${bytes.subarray(0, 12).toString('hex')}`);
}

/** A request that the peer answers; openssl has asked it with it, and found the answer good. */
async function peerRequestOf(openssl: Openssl, serial: string, { port, nonce }: { readonly port: number; readonly nonce: boolean }): Promise<Uint8Array> {
  const asked = ['-issuer', 'peer.pem', '-serial', `0x${serial}`, ...(nonce ? [] : ['-no_nonce']), '-CAfile', 'peer.pem'];
  for (let tries = 0; tries < 50; tries++) {
    const { output } = await openssl.ask('ocsp', ...asked, '-reqout', 'peer.req', '-url', `http://127.0.0.1:${port}/`);
    if (/Response verify OK[\s\S]*: good/u.test(output)) return readFileSync(openssl.path('peer.req'));
    if (!output.includes('onnect')) throw new Error(`B-ocsp: ${output}`);
  }
  throw new Error('B-ocsp: openssl ocsp does not listen');
}
