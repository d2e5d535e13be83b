import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DOCUMENT_SIZE_MAX, DOCUMENTS_MAX } from '../../../src-shared/domain/request-codes.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { jpeg, largePdf, pdf, png, sha256Of, zip } from '../../support/sample-files.ts';
import { AuthorityFixture, dumpTables } from '../authority-fixture.ts';
import { signIn } from '../signed-in.ts';
import { openOffice } from '../test-office.ts';
import { RequestDesk } from './request-desk.ts';

let authority: AuthorityFixture;
let officeId: string;
let desk: RequestDesk;
let requestId: string;

beforeAll(async () => {
  authority = await AuthorityFixture.open();
  officeId = await openOffice(authority, 'Nantes');
});
afterAll(() => authority.close());
beforeEach(async () => {
  desk = new RequestDesk(authority, await signIn(authority, { role: 'holder' }));
  ({ requestId } = await desk.draft(officeId));
});

describe('a document', () => {
  it.each([
    ['application/pdf', pdf()],
    ['image/png', png()],
    ['image/jpeg', jpeg()],
  ] as const)('%s comes back byte by byte, as a file to save', async (type, bytes) => {
    const { documentId } = (await desk.announce(requestId, bytes, { type, fileName: 'pièce d’identité.bin' })).body();
    const before = await desk.call('downloadDocument', { params: { requestId, documentId } });
    expect(before.refusal().code).toBe('notFound');
    expect((await desk.upload(requestId, documentId, bytes, type)).body()).toMatchObject({ content: 'received', size: bytes.length });
    const back = await desk.call('downloadDocument', { params: { requestId, documentId } });
    expect(Buffer.compare(Buffer.from(back.bytes), bytes)).toBe(0);
    expect(back.headers).toMatchObject({ 'content-type': type, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    expect(back.headers['content-disposition']).toMatch(/^attachment; filename="[\w.-]+"$/u);
  });

  it('rests sealed for itself: not in clear, and not to be opened as another one', async () => {
    const { db } = authority.authority.deps;
    const canary = 'canary 7f3a of a passport';
    const one = await desk.add(requestId, 'identityDocument', pdf(canary));
    const other = await desk.add(requestId, 'other', pdf('else'));
    const rows = await db.selectFrom('document_contents').selectAll().where('document_id', 'in', [one, other]).execute();
    for (const { sealed } of rows) expect(Buffer.from(sealed).includes(canary)).toBe(false);
    const [ofOne, ofOther] = [rows.find((row) => row.document_id === one), rows.find((row) => row.document_id === other)];
    if (ofOne === undefined || ofOther === undefined) throw new Error('not stored');
    await db.updateTable('document_contents').set({ sealed: ofOne.sealed }).where('document_id', '=', other).execute();
    expect((await desk.call('downloadDocument', { params: { requestId, documentId: other } })).status).toBeGreaterThanOrEqual(500);
    await db.updateTable('document_contents').set({ sealed: ofOther.sealed }).where('document_id', '=', other).execute();
    expect(authority.logs.join('\n')).not.toContain(canary);
  });

  it('is taken in once: the same bytes again, or 20 times at once, change nothing', async () => {
    const bytes = pdf(randomUUID());
    const { documentId } = (await desk.announce(requestId, bytes)).body();
    // Each of them has looked, and found nothing stored, before the first one stores.
    const { vault } = authority.authority.deps;
    const seal = vault.sealBytes.bind(vault);
    const gate = Promise.withResolvers<null>();
    let waiting = 0;
    const gated: typeof seal = async (...given) => {
      waiting += 1;
      if (waiting === 20) gate.resolve(null);
      await gate.promise;
      return seal(...given);
    };
    Object.assign(vault, { sealBytes: gated });
    const replies = await Promise.all(Array.from({ length: 20 }, () => desk.upload(requestId, documentId, bytes))).finally(() => Object.assign(vault, { sealBytes: seal }));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    (await desk.upload(requestId, documentId, bytes)).body();
    const { timeline } = (await desk.read(requestId)).body();
    expect(timeline.filter(({ event }) => event === 'documentAdded')).toHaveLength(1);
  });

  it('is removed while the request may be modified, and not any more once it is checked', async () => {
    const documentId = await desk.add(requestId, 'identityDocument');
    const key = randomUUID();
    for (let time = 0; time < 2; time += 1) expect((await desk.call('removeDocument', { params: { requestId, documentId }, idempotencyKey: key })).body()).toEqual({ deleted: true });
    const operator = new RequestDesk(authority, await signIn(authority, { role: 'operator', officeId }));
    const taken = await operator.take(await desk.submitted(officeId));
    const [document] = (await desk.read(taken.requestId)).body().documents;
    const params = { requestId: taken.requestId, documentId: document?.documentId ?? '' };
    expect((await desk.call('removeDocument', { params })).refusal().code).toBe('requestStateRefused');
    expect((await desk.announce(taken.requestId, pdf())).refusal().code).toBe('requestStateRefused');
    expect((await desk.upload(params.requestId, params.documentId, pdf())).refusal().code).toBe('requestStateRefused');
    const shown = await operator.call('downloadOfficeDocument', { params });
    expect(sha256Of(shown.bytes)).toBe(document?.sha256);
    const audit = await authority.authority.deps.db.selectFrom('audit').select(['event', 'details']).where('event', '=', 'request.documentRead').execute();
    expect(JSON.parse(audit.at(-1)?.details ?? '{}')).toMatchObject({ document: params.documentId, by: operator.person.accountId });
  });
});

describe('bytes that are not what was announced', () => {
  const whole = pdf('the whole of it');
  const cases = [
    ['other bytes', 'application/pdf', pdf('one'), pdf('two'), 'digest'],
    ['fewer bytes', 'application/pdf', whole, whole.subarray(0, -1), 'size'],
    ['a PDF cut off', 'application/pdf', whole.subarray(0, -40), null, 'truncated'],
    ['a ZIP named PDF', 'application/pdf', zip('x'), null, 'type'],
    ['a PDF that ends as a ZIP', 'application/pdf', Buffer.concat([whole, zip()]), null, 'trailingData'],
    ['a PDF with a password', 'application/pdf', pdf('secret', '/Encrypt 9 0 R '), null, 'encrypted'],
    ['a PNG named PDF', 'application/pdf', png(), null, 'type'],
    ['a PNG without its end', 'image/png', png().subarray(0, -12), null, 'truncated'],
    ['a PNG with more after it', 'image/png', Buffer.concat([png(), Buffer.from('<script>')]), null, 'trailingData'],
    ['a JPEG without its end', 'image/jpeg', jpeg().subarray(0, -2), null, 'truncated'],
    ['a JPEG that is a ZIP, too', 'image/jpeg', Buffer.concat([jpeg(), zip()]), null, 'trailingData'],
    ['text', 'image/jpeg', Buffer.from('hello'), null, 'type'],
  ] as const;

  it.each(cases)('%s: refused with a reason, nothing kept', async (_, type, announced, sent, reason) => {
    const { documentId } = (await desk.announce(requestId, Buffer.from(announced), { type })).body();
    const before = await dumpTables(authority, ['outbox', 'rate_events']);
    expect((await desk.upload(requestId, documentId, Buffer.from(sent ?? announced), type)).refusal()).toMatchObject({ code: 'documentRefused', details: { reason } });
    expect(await dumpTables(authority, ['outbox', 'rate_events'])).toEqual(before);
  });

  it('another type than announced, no bytes, too many, a type of nobody', async () => {
    const { documentId } = (await desk.announce(requestId, png(), { type: 'image/png' })).body();
    expect((await desk.upload(requestId, documentId, png(), 'image/jpeg')).refusal()).toMatchObject({ code: 'documentRefused', details: { reason: 'type' } });
    expect((await desk.upload(requestId, documentId, Buffer.alloc(0), 'image/png')).refusal().code).toBe('requestInvalid');
    expect((await desk.upload(requestId, documentId, Buffer.alloc(DOCUMENT_SIZE_MAX + 1), 'image/png')).status).toBe(413);
    expect((await desk.upload(requestId, documentId, png(), 'text/html')).refusal().code).toBe('mediaTypeRefused');
  });

  it.each(['../../etc/passwd', 'a/b.pdf', 'a\\b.pdf', '.hidden', 'a\u202Efdp.exe', 'a\nb.pdf', ' ', 'x'.repeat(121), 'a"b.pdf'])('is not announced under the name %j', async (fileName) => {
    expect((await desk.announce(requestId, pdf(), { fileName })).refusal()).toMatchObject({ code: 'requestInvalid', details: { field: 'fileName' } });
  });
});

describe('how much', () => {
  it('takes the largest document there may be', async () => {
    const bytes = largePdf(DOCUMENT_SIZE_MAX);
    const documentId = await desk.add(requestId, 'other', bytes);
    const back = await desk.call('downloadDocument', { params: { requestId, documentId } });
    expect(sha256Of(back.bytes)).toBe(sha256Of(bytes));
  });

  it('bounds the documents of a request by number and by bytes', async () => {
    const announce = (target: string, size: number) => desk.call('announceDocument', { params: { requestId: target }, body: { kind: 'other', fileName: 'a.pdf', type: 'application/pdf', size, sha256: '0'.repeat(64) } });
    for (let count = 0; count < DOCUMENTS_MAX; count += 1) (await announce(requestId, 1)).body();
    expect((await announce(requestId, 1)).refusal()).toMatchObject({ code: 'documentsFull', details: { max: 12, maxMegabytes: 32 } });
    const other = (await desk.draft(officeId)).requestId;
    for (let count = 0; count < 4; count += 1) (await announce(other, DOCUMENT_SIZE_MAX)).body();
    expect((await announce(other, 1)).refusal().code).toBe('documentsFull');
    expect((await announce(other, DOCUMENT_SIZE_MAX + 1)).refusal()).toMatchObject({ code: 'requestInvalid', details: { field: 'size' } });
  });

  it('bounds the documents of an hour, and says when to come back', async () => {
    const announce = async () => desk.announce(requestId, pdf());
    let refused = null;
    for (let count = 0; count < 121 && refused === null; count += 1) {
      const reply = await announce();
      if (reply.status !== 201) refused = reply;
      else (await desk.call('removeDocument', { params: { requestId, documentId: reply.body().documentId } })).body();
    }
    expect(refused?.refusal()).toMatchObject({ code: 'tooManyRequests' });
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(3000);
  });

  it('counts what it refuses, too: bytes that are not those announced', async () => {
    const bytes = pdf();
    const { documentId } = (await desk.announce(requestId, bytes)).body();
    const refusals: string[] = [];
    for (let count = 0; count < 120; count += 1) refusals.push((await desk.upload(requestId, documentId, pdf('other'))).refusal().code);
    expect(refusals.filter((code) => code === 'documentRefused')).toHaveLength(119);
    expect(refusals.at(-1)).toBe('tooManyRequests');
    expect((await desk.upload(requestId, documentId, bytes)).refusal().code).toBe('tooManyRequests');
    for (let third = 0; third < 3; third += 1) {
      authority.now += 1_200_000;
      (await desk.read(requestId)).body();
    }
    (await desk.upload(requestId, documentId, bytes)).body();
  });
});

describe('the vault that is away', () => {
  it('takes no document in and loses none', async () => {
    const bytes = pdf(randomUUID());
    const { documentId } = (await desk.announce(requestId, bytes)).body();
    const { vault } = authority.authority.deps;
    const seal = vault.sealBytes.bind(vault);
    Object.assign(vault, { sealBytes: () => Promise.reject(new AppError('vaultUnavailable')) });
    try {
      const before = await dumpTables(authority, ['outbox']);
      expect((await desk.upload(requestId, documentId, bytes)).refusal().code).toBe('vaultUnavailable');
      expect(await dumpTables(authority, ['outbox'])).toEqual(before);
    } finally {
      Object.assign(vault, { sealBytes: seal });
    }
    (await desk.upload(requestId, documentId, bytes)).body();
  });
});
