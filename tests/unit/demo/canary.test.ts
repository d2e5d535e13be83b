import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { searchCanaries } from '../../../scripts/demo/canary.ts';

const CANARIES = {
  answers: ['Réglisse-5f3a91c2', 'Zéphyr-77ab01de'],
  pin: '7294',
  pinBlock: new Uint8Array([0x37, 0x32, 0x39, 0x34, 0xff, 0xff, 0xff, 0xff]),
  others: [{ what: 'password', text: 'Marée-b2f61c Haute 7!' }],
};
const answer = Buffer.from('Réglisse-5f3a91c2');
const block = Buffer.from(CANARIES.pinBlock);

describe('canary search', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'clavis-canary-'));
    mkdirSync(join(folder, 'deep', 'er'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['an answer as text', Buffer.concat([Buffer.from('x'), answer]), 'answer 1'],
    ['an answer as UTF-16', Buffer.from('Zéphyr-77ab01de', 'utf16le'), 'answer 2'],
    ['an answer as hex', Buffer.from(answer.toString('hex')), 'answer 1'],
    ['an answer as base64', Buffer.from(answer.toString('base64')), 'answer 1'],
    ['an answer inside base64, shifted by one', Buffer.from(Buffer.concat([Buffer.from('a'), answer]).toString('base64')), 'answer 1'],
    ['an answer inside base64, shifted by two', Buffer.from(Buffer.concat([Buffer.from('ab'), answer]).toString('base64url')), 'answer 1'],
    ['another secret as text', Buffer.from('{"x":"Marée-b2f61c Haute 7!"}'), 'password'],
    ['another secret as base64', Buffer.from(Buffer.from('Marée-b2f61c Haute 7!').toString('base64url')), 'password'],
    ['the PIN block', Buffer.concat([Buffer.from([0, 0x2c, 2, 1, 8]), block]), 'PIN block'],
    ['the PIN block as hex', Buffer.from(`002C020108${block.toString('hex').toUpperCase()}`), 'PIN block'],
    ['the PIN block as base64', Buffer.from(block.toString('base64')), 'PIN block'],
    ['the PIN as a JSON text', Buffer.from('{"a":[{"b":"7294"}]}'), 'PIN in a line'],
    ['the PIN as JSON bytes', Buffer.from('{"pin":[55,50,57,52]}'), 'PIN in a line'],
    ['the PIN as a JSON number', Buffer.from('ok\n{"pin":7294}'), 'PIN in a line'],
    ['the PIN in a plain line', Buffer.from('verify PIN=7294 done'), 'PIN in a line'],
  ])('finds %s', (_, content, what) => {
    writeFileSync(join(folder, 'deep', 'er', 'some.log'), content);
    const { hits, scanned } = searchCanaries([folder], CANARIES);
    expect(scanned).toBe(1);
    expect(hits).toContainEqual({ file: 'some.log', what });
  });

  it('finds nothing where there is nothing', () => {
    writeFileSync(join(folder, 'clean.log'), '{"at":"2026-11-23T10:00:07.294Z","durationMs":7294}\n');
    writeFileSync(join(folder, 'deep', 'x.db'), Buffer.from([0x37, 0x32, 0x39, 0x34, 0xff, 0xff, 0xff, 0]));
    expect(searchCanaries([folder], CANARIES)).toEqual({ hits: [], scanned: 2 });
  });
});
