import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CardStateFile } from '../../../src-simulator/card-state-file.ts';
import type { IasEccState } from '../../../src-simulator/ias-ecc/ias-ecc-state.ts';
import { VirtualCard } from '../../../src-simulator/virtual-card.ts';
import { authenticateAdmin, cardState, freshCard, NEW_BLOCK, PIN_BLOCK, RESET_TO, send, STATUS, VERIFY, WRONG_BLOCK } from './card-fixture.ts';

let folder: string;
let file: CardStateFile;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clavis-card-'));
  file = new CardStateFile(join(folder, 'card.json'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a card state file', () => {
  it('gives back the card it was given, for its owner only', async () => {
    const state = await cardState();
    file.save(state);
    expect(file.load()).toEqual(state);
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
  });

  it('narrows the mode of a file that was there', async () => {
    writeFileSync(file.path, '{}');
    chmodSync(file.path, 0o644);
    file.save(await cardState());
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
  });

  it('is undefined before the first save, and refuses what is not a card', () => {
    expect(file.load()).toBeUndefined();
    for (const text of ['', '{', '{}', '{"format":"clavis-virtual-card"}']) {
      writeFileSync(file.path, text);
      expect(() => file.load()).toThrow();
    }
  });

  it('replaces the file by another one, so that who reads the former keeps it whole', async () => {
    file.save(await cardState());
    const before = statSync(file.path).ino;
    file.save({ ...(await cardState()), serial: '0000000000000001' });
    expect(statSync(file.path).ino).not.toBe(before);
    expect(readdirSync(folder)).toEqual(['card.json']);
  });

  it('leaves the former file and no litter when it cannot write', async () => {
    file.save(await cardState());
    const text = readFileSync(file.path, 'utf8');
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    expect(() => file.save(circular as IasEccState)).toThrow();
    expect(readFileSync(file.path, 'utf8')).toBe(text);
    expect(readdirSync(folder)).toEqual(['card.json']);
    expect(() => new CardStateFile(join(folder, 'absent', 'card.json')).save({} as IasEccState)).toThrow();
  });
});

describe('saving behind a card', () => {
  it('has the lower counter on disk before the comparison, and the new one before the answer', async () => {
    const card = await freshCard();
    const seen: number[] = [];
    card.onStateChange((state) => {
      file.save(state);
      seen.push(file.load()?.userPin.left ?? -1);
    });
    send(card, VERIFY(WRONG_BLOCK));
    expect(seen).toEqual([2]);
    send(card, VERIFY(PIN_BLOCK));
    expect(seen).toEqual([2, 1, 3]);
    expect(file.load()).toEqual(card.state());
  });

  it('carries an unblock over to the next insertion', async () => {
    const card = await freshCard();
    card.onStateChange((state) => file.save(state));
    authenticateAdmin(card);
    expect(send(card, RESET_TO(NEW_BLOCK))).toBe('9000');
    const kept = file.loadIasEcc();
    expect(kept).toBeDefined();
    const again = new VirtualCard(kept ?? card.state());
    expect(send(again, VERIFY(NEW_BLOCK))).toBe('9000');
    expect(readFileSync(file.path, 'utf8')).not.toMatch(new RegExp(`${NEW_BLOCK}|${Buffer.from(NEW_BLOCK, 'hex').toString('base64')}`, 'iu'));
  });

  it('answers 6581 and changes nothing when the state cannot be kept', async () => {
    const card = await freshCard();
    authenticateAdmin(card);
    const before = card.state();
    const stop = card.onStateChange(() => {
      throw new Error('disk full');
    });
    expect(send(card, VERIFY(PIN_BLOCK))).toBe('6581');
    expect(send(card, RESET_TO(NEW_BLOCK))).toBe('6581');
    expect(card.state()).toBe(before);
    expect(send(card, STATUS)).toBe('63C3');
    stop();
    expect(send(card, RESET_TO(NEW_BLOCK))).toBe('9000');
  });

  it('tells nobody of a command that changes nothing', async () => {
    const card = await freshCard();
    let told = 0;
    const stop = card.onStateChange(() => {
      told += 1;
    });
    for (const command of [STATUS, '0084000008', '00B09C0000', '0020000105']) send(card, command);
    expect(told).toBe(0);
    stop();
    send(card, VERIFY(WRONG_BLOCK));
    expect(told).toBe(0);
  });
});
