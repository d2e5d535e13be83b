import { describe, expect, it } from 'vitest';
import { isTrustedSender, type InvokeEvent } from '../../../src-main/ipc/trusted-sender.ts';

const place = { webContentsId: 7, page: 'app://clavis/' };

function eventAt(url: string, change: { id?: number; subframe?: boolean; destroyed?: boolean; gone?: boolean } = {}): InvokeEvent {
  const frame = { url };
  return {
    sender: { id: change.id ?? 7, mainFrame: change.subframe ? { url } : frame, isDestroyed: () => change.destroyed ?? false },
    senderFrame: change.gone ? null : frame,
  };
}

describe('isTrustedSender', () => {
  it('trusts the main frame of the window on its page, with or without a fragment', () => {
    expect(isTrustedSender(eventAt('app://clavis/'), place)).toBe(true);
    expect(isTrustedSender(eventAt('app://clavis/#aide'), place)).toBe(true);
  });

  it.each([
    'app://clavis.example/',
    'app://clavis-evil/',
    'app://evil/clavis/',
    'app://clavis:8080/',
    'app://clavis@evil/',
    'app://user@clavis/',
    'app://user:word@clavis/',
    'app://clavis/other.html',
    'apps://clavis/',
    'https://clavis/',
    'file:///app://clavis/',
    'about:blank',
    'about:srcdoc',
    'data:text/html,app://clavis/',
    'blob:app://clavis/5b3e',
    'app:',
    'app:///',
    '',
    'not an address',
  ])('refuses %s', (url) => {
    expect(isTrustedSender(eventAt(url), place)).toBe(false);
  });

  it.each([
    ['another window', { id: 8 }],
    ['a frame in the page', { subframe: true }],
    ['a destroyed sender', { destroyed: true }],
    ['a frame that is gone', { gone: true }],
  ])('refuses %s', (_what, change) => {
    expect(isTrustedSender(eventAt('app://clavis/', change), place)).toBe(false);
  });
});
