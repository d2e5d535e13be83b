import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { engineOfTests } from '../support/test-database.ts';
import { AuthorityFixture } from './authority-fixture.ts';

let authority: AuthorityFixture;
let port: number;
let url: string;
beforeEach(async () => {
  port = await freePort();
  authority = await AuthorityFixture.open({ config: { metricsPort: port } });
  url = await authority.authority.listen();
});
afterEach(async () => authority.close());

const scrape = async (): Promise<string> => {
  const reply = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(reply.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return reply.text();
};
const value = (text: string, series: string): number => Number(text.split('\n').find((line) => line.startsWith(`${series} `))?.split(' ')[1] ?? Number.NaN);
const seriesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.replace(/ [^ ]+$/u, ''));

/** The text format of Prometheus, 0.0.4: every line is a comment of a kind we know or a sample of a metric that was announced. */
function judge(text: string): void {
  expect(text.endsWith('\n')).toBe(true);
  const types = new Map<string, string>();
  const seen = new Set<string>();
  for (const line of text.trimEnd().split('\n')) {
    if (line === '') continue;
    const comment = /^# (?:HELP ([a-zA-Z_:][\w:]*) [^\r\n]+|TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram|summary))$/u.exec(line);
    if (comment !== null) {
      if (comment[2] !== undefined) {
        expect(types.has(comment[2]), line).toBe(false);
        types.set(comment[2], comment[3] ?? '');
      }
      continue;
    }
    const sample = /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)+)\})? (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?)|[+-]Inf|NaN|Nan)$/u.exec(line);
    expect(sample, line).not.toBeNull();
    const name = sample?.[1] ?? '';
    const family = types.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/u, '');
    expect(types.has(family), line).toBe(true);
    const series = `${name}{${sample?.[2] ?? ''}}`;
    expect(seen.has(series), `twice: ${series}`).toBe(false);
    seen.add(series);
  }
}

describe('metrics', () => {
  it('tell in Prometheus’ format what was asked of this process', async () => {
    await authority.open();
    await fetch(`${url}/health`);
    await fetch(`${url}/health`);
    await fetch(`${url}/ready`);
    // Counted after the reply was sent.
    await expect.poll(async () => value(await scrape(), 'clavis_http_request_duration_seconds_count{route="/health",method="GET",status="200"}')).toBe(2);
    const text = await scrape();
    judge(text);
    expect(value(text, 'clavis_mails_total{outcome="sent"}')).toBe(1);
    expect(value(text, 'clavis_state{what="unblockSessions"}')).toBe(1);
    expect(value(text, 'clavis_state{what="mailsWaiting"}')).toBe(0);
    expect(value(text, 'clavis_state{what="auditSeq"}')).toBeGreaterThan(3);
    expect(value(text, 'clavis_hashing{state="running"}')).toBe(0);
    expect(value(text, 'clavis_vault_duration_seconds_count{operation="seal",outcome="ok"}')).toBeGreaterThan(0);
    expect(value(text, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
    expect(value(text, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(value(text, 'clavis_refusals_total{code="linkThrottled"}')).toBe(0);
    const again = () => authority.call('requestLink', { body: { serial: authority.person().serial, certificateSha256: null, language: 'fr' } });
    expect([(await again()).status, (await again()).status]).toEqual([429, 429]);
    await expect.poll(async () => value(await scrape(), 'clavis_refusals_total{code="linkThrottled"}')).toBe(2);
    if (engineOfTests() === 'postgres') expect(value(text, 'clavis_database_connections{pool="readers",state="idle"}')).toBeGreaterThan(0);
  });

  it('are as many series whatever is requested', async () => {
    const ask = async (rounds: number): Promise<void> => {
      for (let i = 0; i < rounds; i++) {
        const junk = randomBytes(12).toString('base64url');
        const method = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'][i % 8] ?? 'GET';
        const path = [`/${junk}`, `/v1/unblock-sessions/${junk}`, `/health?${junk}`, `/%zz${junk}`, `/metrics`, `/v1/unblock-sessions/${junk}/answers`][i % 6] ?? '/';
        await authority.authority.app.inject({ method: method as 'GET', url: path, headers: { [`x-${junk}`]: junk, host: junk, authorization: `Bearer ${junk}` } });
      }
    };
    await ask(96);
    const before = new Set(seriesOf(await scrape()));
    await ask(480);
    const text = await scrape();
    judge(text);
    // What jobs do meanwhile is no request; their operations are methods of the vault.
    const added = seriesOf(text).filter((series) => !before.has(series) && !series.startsWith('nodejs_'));
    const vault = Object.keys(authority.authority.deps.vault).join('|');
    expect(added.filter((series) => !new RegExp(`^clavis_vault_duration_seconds_\\w+\\{.*operation="(?:${vault})"|^clavis_job_`, 'u').test(series))).toEqual([]);
    expect(before.size).toBeLessThan(1_500);
  });

  it('are not on the public port, and their port tells nothing else', async () => {
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    for (const path of ['/', '/health', '/metrics?x']) expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/metrics`, { method: 'POST' })).status).toBe(404);
  });

  it('hold no secret and no person', async () => {
    const holder = await authority.open();
    await holder.answer(1, 'wrong');
    const text = await scrape();
    const person = authority.person();
    for (const secret of [person.serial, person.email, person.holder, holder.credential.bearer, holder.credential.sessionId]) expect(text).not.toContain(secret);
  });
});
