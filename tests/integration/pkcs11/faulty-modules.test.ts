import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { moduleIdOf } from '../../../src-main/pkcs11/find-modules.ts';
import { buildFaultyModule, isAlive, pkcs11With } from './module-bench.ts';

const folder = mkdtempSync(join(tmpdir(), 'clavis-faulty-'));
const tape = join(folder, 'tape');
const hanging = buildFaultyModule(folder, 'hanging', '-DHANGS');
const crashing = buildFaultyModule(folder, 'crashing', '-DCRASHES');
const counting = buildFaultyModule(folder, 'counting', `-DTAPE="${tape}"`);
const locked = buildFaultyModule(folder, 'locked', `-DTAPE="${tape}"`, '-DLOCKED');
const text = join(folder, 'text.so');
writeFileSync(text, 'not a library');
const bench = pkcs11With([hanging, crashing, counting, locked, text], { inspect: 2000 });
const { pkcs11, pids } = bench;

afterEach(() => rmSync(tape, { force: true }));
afterAll(async () => {
  await pkcs11.close();
  rmSync(folder, { recursive: true, force: true });
});

const sign = (path: string, pin: Uint8Array) =>
  pkcs11.sign({ moduleId: moduleIdOf(path), tokenSerial: 'F00D0001', keyIdHex: '01', mechanism: 'RSA-PKCS', data: Buffer.from('data'), pin });
const logins = (): number => (existsSync(tape) ? readFileSync(tape, 'utf8').split('\n').length - 1 : 0);

describe('a module that is not sound', () => {
  it('is killed when it hangs, and the next call works', async () => {
    await expect(pkcs11.inspect(moduleIdOf(hanging))).rejects.toMatchObject({ code: 'moduleHung' });
    await expect(pkcs11.inspect(moduleIdOf(counting))).resolves.toMatchObject({ version: 'Faulty 0.0' });
    expect(isAlive(pids[0] ?? 0)).toBe(false);
  });

  it('is named when it crashes, and the next call works', async () => {
    await expect(pkcs11.inspect(moduleIdOf(crashing))).rejects.toMatchObject({ code: 'moduleCrashed' });
    await expect(pkcs11.inspect(moduleIdOf(counting))).resolves.toMatchObject({ version: 'Faulty 0.0' });
  });

  it('is unreadable when it is no module, or not one of the list', async () => {
    await expect(pkcs11.inspect(moduleIdOf(text))).rejects.toMatchObject({ code: 'moduleUnreadable' });
    await expect(pkcs11.inspect('nobody')).rejects.toMatchObject({ code: 'moduleUnreadable' });
  });
});

describe('a PIN', () => {
  it('is presented once when it is wrong, and overwritten here', async () => {
    const pin = Uint8Array.from(Buffer.from('8362'));
    await expect(sign(counting, pin)).resolves.toEqual({ kind: 'wrongPin' });
    expect(logins()).toBe(1);
    expect([...pin]).toEqual([0, 0, 0, 0]);
  });

  it('takes its process along', async () => {
    await sign(counting, Uint8Array.from(Buffer.from('8362')));
    const pid = pids.at(-1) ?? 0;
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('is not presented to a token that is locked, nor to one that is not there', async () => {
    await expect(sign(locked, Uint8Array.from(Buffer.from('8362')))).resolves.toEqual({ kind: 'blocked' });
    await expect(
      pkcs11.sign({ moduleId: moduleIdOf(counting), tokenSerial: 'other', keyIdHex: '01', mechanism: 'ECDSA', data: Buffer.from('d'), pin: new Uint8Array(4) }),
    ).rejects.toMatchObject({ code: 'keyNotFound' });
    expect(logins()).toBe(0);
  });
});

describe('a process', () => {
  it('ends when nobody asks anything of it', async () => {
    const { pkcs11: short, pids: its } = pkcs11With([counting], { idle: 100 });
    await short.inspect(moduleIdOf(counting));
    expect(isAlive(its[0] ?? 0)).toBe(true);
    await expect.poll(() => isAlive(its[0] ?? 0)).toBe(false);
    await short.inspect(moduleIdOf(counting));
    expect(its.length).toBe(2);
    await short.close();
  });
});
