import { expect, it } from 'vitest';
import type { ScardError } from '../../../src-main/adapters/pcsc-native/clavis-pcsc.ts';
import { asPcscError, scardNameOf } from '../../../src-main/adapters/pcsc-native/scard-of-native.ts';
import { PcscError, SCARD_NAMES } from '../../../src-main/ports/smart-card-service.ts';

const native = (scard: string): ScardError => Object.assign(new Error(scard), { scard, number: 0x80100001, call: 'SCardTransmit' });

it('names of the port stay; what has no name there is an internal error', () => {
  for (const name of SCARD_NAMES) expect(scardNameOf(native(name), 'win32')).toBe(name);
  expect(scardNameOf(native('SCARD_UNKNOWN'), 'win32')).toBe('SCARD_F_INTERNAL_ERROR');
  expect(scardNameOf(native('ERROR_BAD_COMMAND'), 'win32')).toBe('SCARD_E_READER_UNAVAILABLE');
});

it("pcsc-lite's communication error is its daemon gone", () => {
  expect(scardNameOf(native('SCARD_F_COMM_ERROR'), 'linux')).toBe('SCARD_E_SERVICE_STOPPED');
  expect(scardNameOf(native('SCARD_F_COMM_ERROR'), 'win32')).toBe('SCARD_F_COMM_ERROR');
});

it("keeps the addon's own words as the cause, and lets a bug be a bug", async () => {
  const cause = native('SCARD_W_RESET_CARD');
  const thrown: unknown = await asPcscError(() => Promise.reject(cause)).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(PcscError);
  expect(thrown).toMatchObject({ scard: 'SCARD_W_RESET_CARD', cause });
  const bug = new TypeError('a Uint8Array is expected');
  await expect(asPcscError(() => Promise.reject(bug))).rejects.toBe(bug);
});
