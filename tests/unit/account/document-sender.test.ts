import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { authorityCalls } from '../../../src-main/adapters/authority-http/authority-calls.ts';
import { systemClock } from '../../../src-main/app/system-clock.ts';
import { documentSender } from '../../../src-main/use-cases/requests/document-sender.ts';
import type { CallArguments } from '../../../src-main/ports/authority-calls.ts';
import type { RouteName } from '../../../src-shared/http/contract.ts';
import type { DocumentReply } from '../../../src-shared/http/requests.ts';
import { REQUESTS, requestDetail } from '../../support/fake-main/sample-account.ts';

const [ROW] = REQUESTS;
if (ROW === undefined) throw new Error('a request of the samples');
const { requestId } = ROW;
const DOCUMENT = 'dddddddd-0000-4000-8000-000000000009';
const BYTES = Uint8Array.from([0x25, 0x50, 0x44, 0x46, 0x2d, ...new Uint8Array(400_000)]);
const FILE = { requestId, kind: 'other', fileName: 'kbis.pdf' } as const;
let server: Server | null = null;

afterEach(
  () =>
    new Promise((resolve) => {
      server?.closeAllConnections();
      server?.close(resolve);
    }),
);

/** An authority that lets an upload wait, and in which it then stands as `content`; null: it cannot be asked. */
async function authority(content: DocumentReply['content'] | null, onUpload: 'wait' | 'take' | 'lose' | 'refuse' = 'wait') {
  const asked: string[] = [];
  const begun = Promise.withResolvers<void>();
  const broken = Promise.withResolvers<void>();
  server = createServer((request, response) => {
    const reply = (value: unknown) => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const document: DocumentReply = { documentId: DOCUMENT, kind: 'other', fileName: 'kbis.pdf', type: 'application/pdf', size: BYTES.length, sha256: 'e'.repeat(64), createdAt: 1, content: content ?? 'announced', verdict: null, reason: null, text: null };
    asked.push(request.method ?? '');
    if (request.method === 'PUT' && onUpload === 'wait') {
      request.once('data', () => begun.resolve());
      request.once('close', () => broken.resolve());
      return;
    }
    request.resume();
    request.once('end', () => {
      if (request.method === 'POST') reply({ documentId: DOCUMENT });
      else if (request.method === 'PUT' && onUpload === 'lose') request.socket.destroy();
      else if (request.method === 'PUT' && onUpload === 'refuse') void response.writeHead(422, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { code: 'documentRefused', details: { reason: 'digest' }, requestId: 'r' } }));
      else if (request.method === 'PUT') reply(document);
      else if (request.method === 'DELETE') reply({ deleted: true });
      else if (content === null) request.socket.destroy();
      else reply({ ...requestDetail(ROW as typeof REQUESTS[number]), documents: [document] });
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const calls = authorityCalls({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clock: { ...systemClock, sleep: async () => undefined },
    log: { event: () => undefined },
  });
  const sender = documentSender(() => ({ call: <R extends RouteName>(route: R, ...rest: CallArguments<R>) => calls.call(route, 'B', ...rest) }), () => undefined);
  return { sender, asked, begun: begun.promise, broken: broken.promise };
}

it('breaks off a document that is called back, and takes its announcement back', async () => {
  const { sender, asked, begun, broken } = await authority('announced');
  const sent = sender.send({ ...FILE, bytes: BYTES });
  await begun;
  sender.cancel({ requestId, fileName: 'another.pdf' });
  sender.cancel({ requestId, fileName: 'kbis.pdf' });
  expect(await sent).toEqual({ documentId: null });
  await broken;
  expect(asked).toEqual(['POST', 'PUT', 'GET', 'DELETE']);
});

it('does not say so of one that the authority had already', async () => {
  const { sender, asked, begun } = await authority('received');
  const sent = sender.send({ ...FILE, bytes: BYTES });
  await begun;
  sender.cancel({ requestId, fileName: 'kbis.pdf' });
  expect(await sent).toEqual({ documentId: DOCUMENT });
  expect(asked).toEqual(['POST', 'PUT', 'GET']);
});

it('sends no byte of one that is called back while it is announced', async () => {
  const { sender, asked } = await authority('announced');
  const sent = sender.send({ ...FILE, bytes: BYTES });
  sender.cancel({ requestId, fileName: 'kbis.pdf' });
  expect(await sent).toEqual({ documentId: null });
  expect(asked).toEqual(['POST', 'GET', 'DELETE']);
});

it('does not claim to know where nobody could be asked what became of it', async () => {
  const { sender, begun } = await authority(null);
  const sent = sender.send({ ...FILE, bytes: BYTES });
  const refused = expect(sent).rejects.toMatchObject({ code: 'authorityUnreachable' });
  await begun;
  sender.cancel({ requestId, fileName: 'kbis.pdf' });
  await refused;
});

it('leaves the next one of the same name alone', async () => {
  const { sender } = await authority('received', 'take');
  expect(await sender.send({ ...FILE, bytes: BYTES })).toEqual({ documentId: DOCUMENT });
  sender.cancel({ requestId, fileName: 'kbis.pdf' });
  expect(await sender.send({ ...FILE, bytes: BYTES })).toEqual({ documentId: DOCUMENT });
});

it('says that it was taken where only the reply was lost', async () => {
  const { sender, asked } = await authority('received', 'lose');
  expect(await sender.send({ ...FILE, bytes: BYTES })).toEqual({ documentId: DOCUMENT });
  expect(asked.filter((method) => method !== 'PUT')).toEqual(['POST', 'GET']);
});

it('takes the announcement of a refused one back, and tells why it was refused', async () => {
  const { sender, asked } = await authority('announced', 'refuse');
  await expect(sender.send({ ...FILE, bytes: BYTES })).rejects.toMatchObject({ code: 'documentRefused', details: { reason: 'digest' } });
  expect(asked).toEqual(['POST', 'PUT', 'GET', 'DELETE']);
});

it('tells why it was not taken where nobody can be asked afterwards', async () => {
  const { sender } = await authority(null, 'refuse');
  await expect(sender.send({ ...FILE, bytes: BYTES })).rejects.toMatchObject({ code: 'documentRefused' });
});
