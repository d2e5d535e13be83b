import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ADDON_PATH } from '../../../scripts/native-paths.ts';
import { pcscNativeService, type PcscNativeConfig } from '../../../src-main/adapters/pcsc-native/pcsc-native-service.ts';

/** Daemons that the real library meets where it looks for one: what cannot be used is told by what is in the way. */
const SCARD_E_SERVICE_STOPPED = 0x8010001e;

let folder: string;
let socket: string;
let server: Server | null = null;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clavis-daemon-'));
  socket = join(folder, 'pcscd.comm');
  process.env['PCSCLITE_CSOCK_NAME'] = socket;
});
afterEach(async () => {
  await new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve())));
  server = null;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function daemon(serve: (client: Socket) => void): Promise<void> {
  const listening = createServer((client) => {
    client.on('error', () => client.destroy());
    serve(client);
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(socket, resolve));
}

async function obstacle(config: Partial<PcscNativeConfig> = {}): Promise<unknown> {
  const service = pcscNativeService({ addonPath: ADDON_PATH, ...config });
  const undo = service.watch(() => undefined);
  try {
    return await service.listReaders().catch((thrown: unknown) => thrown);
  } finally {
    undo();
    await service.close();
  }
}

it('no addon', async () => {
  expect(await obstacle({ addonPath: join(folder, 'none.node') })).toMatchObject({ name: 'AppError', code: 'addonMissing' });
});

it('an addon that is none', async () => {
  expect(await obstacle({ addonPath: join(import.meta.dirname, 'fake-pcsclite.c') })).toMatchObject({ name: 'AppError', code: 'addonMissing' });
});

it('no PC/SC library', async () => {
  expect(await obstacle({ libraryPath: join(folder, 'libpcsclite.so.1') })).toMatchObject({ name: 'AppError', code: 'pcscLibraryMissing' });
});

it('a library that is not PC/SC', async () => {
  expect(await obstacle({ libraryPath: 'libc.so.6' })).toMatchObject({ code: 'pcscLibraryMissing', cause: { message: expect.stringContaining('SCardEstablishContext is missing') } });
});

it('no daemon', async () => {
  expect(await obstacle()).toMatchObject({ name: 'PcscError', scard: 'SCARD_E_NO_SERVICE' });
});

it('a daemon that closes on us before it listens, as when polkit says no', async () => {
  await daemon((client) => client.destroy());
  expect(await obstacle()).toMatchObject({ name: 'AppError', code: 'serviceAccessDenied' });
});

it('a daemon of another protocol', async () => {
  await daemon((client) =>
    client.on('data', () => {
      const answer = Buffer.alloc(12);
      answer.writeInt32LE(4, 0);
      answer.writeInt32LE(9, 4);
      answer.writeUInt32LE(SCARD_E_SERVICE_STOPPED, 8);
      client.write(answer);
    }),
  );
  expect(await obstacle()).toMatchObject({ name: 'AppError', code: 'serviceVersionMismatch' });
});
