import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { overlookedCards } from '../../../src-main/adapters/pcsc-native/overlooked-cards.ts';
import { PcscError, type CardConnection, type ReaderStatus } from '../../../src-main/ports/smart-card-service.ts';

const reader = (events: number, what: 'card' | 'mute' | 'empty', name = 'R'): ReaderStatus => ({
  name, events, virtual: false, present: what !== 'empty', atr: Uint8Array.from(what === 'card' ? [0x3b] : []), exclusive: false, mute: what === 'mute',
});

/** A service that lists `told`; a reset finds a card where `there` says so. */
class Service {
  told: readonly ReaderStatus[] = [];
  there = false;
  readonly calls: string[] = [];
  readonly cards = overlookedCards({
    list: async () => this.told,
    connect: async (name) => {
      this.calls.push(`connect ${name}`);
      return {
        reconnect: async (disposition: string) => {
          this.calls.push(disposition);
          if (!this.there) throw new PcscError('SCARD_E_NO_SMARTCARD');
        },
        disconnect: async (disposition: string) => void this.calls.push(disposition),
      } as Partial<CardConnection> as CardConnection;
    },
    onFound: () => void this.calls.push('found'),
  });

  tell(...readers: readonly ReaderStatus[]): void {
    this.told = readers;
    this.cards.see(readers);
  }
}

const ONE_LOOK = ['connect R', 'reset', 'leave'];

let service: Service;
beforeEach(() => {
  vi.useFakeTimers();
  service = new Service();
});
afterEach(() => vi.useRealTimers());

describe('a reader whose card went without being counted', () => {
  it.each(['empty', 'mute'] as const)('%s: is looked at once the service has had its own look, and the card is told of', async (what) => {
    service.there = true;
    service.tell(reader(1, 'card'));
    service.tell(reader(1, what));
    await vi.advanceTimersByTimeAsync(400);
    expect(service.calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(400);
    expect(service.calls).toEqual([...ONE_LOOK, 'found']);
    service.tell(reader(1, 'card'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(service.calls).toHaveLength(4);
  });

  it('is looked at three times and no more, however often it is listed', async () => {
    service.tell(reader(1, 'card'));
    for (let i = 0; i < 20; i++) {
      service.tell(reader(1, 'empty'));
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(service.calls).toEqual([...ONE_LOOK, ...ONE_LOOK, ...ONE_LOOK]);
  });

  it('is looked at again after the next card', async () => {
    for (const events of [1, 3]) {
      service.tell(reader(events, 'card'));
      service.tell(reader(events, 'empty'));
      await vi.advanceTimersByTimeAsync(10_000);
    }
    expect(service.calls.filter((call) => call === 'reset')).toHaveLength(6);
  });
});

describe('nothing is touched', () => {
  it.each<[string, readonly (readonly ReaderStatus[])[]]>([
    ['where the removal was counted', [[reader(1, 'card')], [reader(2, 'empty')]]],
    ['where it was counted a moment later', [[reader(1, 'card')], [reader(1, 'empty')], [reader(2, 'empty')]]],
    ['where the card is told of again', [[reader(1, 'card')], [reader(1, 'empty')], [reader(1, 'card')]]],
    ['where there never was a card', [[reader(0, 'empty')], [reader(0, 'empty')]]],
    ['where a card was mute from the first', [[reader(1, 'mute')], [reader(1, 'mute')]]],
    ['where the reader is gone', [[reader(1, 'card')], [reader(1, 'empty')], []]],
    ['of another reader', [[reader(1, 'card'), reader(1, 'empty', 'S')], [reader(2, 'empty'), reader(1, 'empty', 'S')]]],
  ])('%s', async (_, lists) => {
    for (const list of lists) service.tell(...list);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(service.calls).toEqual([]);
  });

  it('where a last list shows a card that somebody may work with by now', async () => {
    service.tell(reader(1, 'card'));
    service.tell(reader(1, 'empty'));
    service.told = [reader(3, 'card')];
    await vi.advanceTimersByTimeAsync(10_000);
    expect(service.calls).toEqual([]);
  });
});
