import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AbuseRange, NAMES, rowOf } from './abuse-range.ts';

/** Bodies, types and keys, made from the contract itself: for each route of `ROUTES`, whatever it is, everything below is tried. */
let range: AbuseRange;
beforeAll(async () => {
  range = await AbuseRange.open();
});
afterAll(() => range.authority.close());

const withJson = NAMES.filter((name) => rowOf(name).body !== null && rowOf(name).consumes === null);
const withUpload = NAMES.filter((name) => rowOf(name).consumes !== null);
const withKey = NAMES.filter((name) => rowOf(name).idempotent);

/** Values of every JSON type, and strings that have hurt someone. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  '',
  ' ',
  '\0',
  'x'.repeat(5_000),
  "' or 1=1 --",
  '../../etc/passwd',
  '\u{1F511}',
  [],
  [[]],
  {},
  { $gt: '' },
  { toString: 1 },
];

const sampleOf = (name: (typeof NAMES)[number]): Readonly<Record<string, unknown>> => range.samples[name].body ?? {};

describe('the samples of this suite', () => {
  it.each(withJson)('%s: fits the contract, so what is refused below is refused for its flaw', (name) => {
    expect(rowOf(name).body?.safeParse(sampleOf(name)).success).toBe(true);
  });
});

describe.each(withJson)('%s: body', (name) => {
  const refused = async (payload: string): Promise<void> => {
    const { code } = await range.fire(name, { payload });
    expect(code, payload.slice(0, 200)).toBe('requestInvalid');
  };

  it('refuses every hostile value in place of every field', async () => {
    const sample = sampleOf(name);
    let refusedAny = Object.keys(sample).length === 0;
    for (const field of Object.keys(sample)) {
      for (const value of HOSTILE) {
        const body = { ...sample, [field]: value };
        if (rowOf(name).body?.safeParse(body).success === true) continue;
        await refused(JSON.stringify(body));
        refusedAny = true;
      }
      // Whatever a field takes, it does not take objects and lists of anything.
      expect(rowOf(name).body?.safeParse({ ...sample, [field]: { toString: 1 } }).success, field).toBe(false);
    }
    expect(refusedAny).toBe(true);
  });

  it('refuses each field left out, and one too many', async () => {
    const sample = sampleOf(name);
    for (const field of Object.keys(sample)) {
      const { [field]: _, ...rest } = sample;
      if (rowOf(name).body?.safeParse(rest).success === true) continue;
      await refused(JSON.stringify(rest));
    }
    await refused(JSON.stringify({ ...sample, extra: 1 }));
    await refused(JSON.stringify({ ...sample, isAdmin: true }));
  });

  it('refuses prototype keys, at the top and below', async () => {
    const entries = JSON.stringify(sampleOf(name)).slice(1);
    const whole = entries === '}' ? '"x":1}' : entries;
    await refused(`{"__proto__":{"x":1},${whole}`);
    await refused(`{"constructor":{"prototype":{"x":1}},${whole}`);
    await refused(`{"prototype":{},${whole}`);
    await refused(`{"a":{"__proto__":{}},${whole}`);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  it('refuses what is no JSON object', async () => {
    for (const payload of ['{', '', 'null', '[]', '"x"', '1', '\u0000', '{"a":1}{', '[{}]', 'undefined', 'NaN', '\uFEFF{']) await refused(payload);
  });

  it('refuses lone surrogates in any string', async () => {
    const sample = JSON.stringify(sampleOf(name));
    for (const match of sample.matchAll(/:"([^"]+)"/gu)) {
      const at = match.index + 2;
      await refused(`${sample.slice(0, at)}\\ud800${sample.slice(at)}`);
    }
  });

  it('refuses a body beyond the limit unread, with 413', async () => {
    const { status, code } = await range.fire(name, { payload: JSON.stringify({ ...sampleOf(name), pad: 'x'.repeat(rowOf(name).bodyLimit + 1) }) });
    expect([status, code]).toEqual([413, 'requestInvalid']);
  });

  it('refuses any other Content-Type with 415', async () => {
    const payload = JSON.stringify(sampleOf(name));
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'text/json', 'application/pdf', 'application/ocsp-request', 'nonsense']) {
      const { status, code } = await range.fire(name, { payload, headers: { 'content-type': type } });
      expect([status, code], type).toEqual([415, 'mediaTypeRefused']);
    }
  });
});

describe.each(withUpload)('%s: a body that is no JSON', (name) => {
  it('refuses every type it does not take, JSON and those of other routes included', async () => {
    for (const type of ['application/json', 'text/html', 'image/svg+xml', 'application/zip', 'multipart/form-data; boundary=x', 'application/octet-stream', 'nonsense', '']) {
      const { code } = await range.fire(name, { headers: { 'content-type': type } });
      expect(['mediaTypeRefused', 'requestInvalid'], type).toContain(code);
    }
    const elsewhere = withUpload.flatMap((other) => rowOf(other).consumes ?? []).filter((type) => rowOf(name).consumes?.includes(type) !== true);
    for (const type of elsewhere) expect((await range.fire(name, { headers: { 'content-type': type } })).code, type).toBe('mediaTypeRefused');
  });

  it('refuses an empty body, and one beyond its limit', async () => {
    expect((await range.fire(name, { payload: Buffer.alloc(0) })).code).toBe('requestInvalid');
    expect((await range.fire(name, { payload: Buffer.alloc(rowOf(name).bodyLimit + 1, 'x') })).status).toBe(413);
  });
});

describe.each(withKey)('%s: Idempotency-Key', (name) => {
  it('must be there and be a UUID', async () => {
    for (const key of ['', 'x', '1234', `${randomUUID()}0`, "'; drop table sessions; --"]) {
      expect((await range.fire(name, { headers: { 'idempotency-key': key } })).said).toBe(
        JSON.stringify({ code: 'requestInvalid', details: { part: 'idempotency-key' } }),
      );
    }
  });
});

describe('after all of it', () => {
  it('nothing has changed', () => range.expectUnchanged());
});
