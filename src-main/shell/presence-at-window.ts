import { powerMonitor, type WebContents } from 'electron';
import type { Presence } from '../use-cases/account/idle-timer.ts';

/** A person who types is told of once in this time, in milliseconds. */
const TOUCH_MS = 15_000;

/** Tells of keys and pointer in this window, and of sleep and lock of the computer. Told by the browser process, not by the page. */
export function presenceAtWindow(contents: WebContents, tell: (presence: Presence) => void): void {
  let toldAt = Number.NEGATIVE_INFINITY;
  const touch = (): void => {
    const now = performance.now();
    if (now - toldAt < TOUCH_MS) return;
    toldAt = now;
    tell('touch');
  };
  contents.on('before-input-event', (_event, { type }) => {
    if (type === 'keyDown') touch();
  });
  contents.on('input-event', (_event, { type }) => {
    if (type === 'mouseDown' || type === 'mouseMove' || type === 'mouseWheel' || type === 'touchStart') touch();
  });
  powerMonitor.on('suspend', () => tell('suspend'));
  powerMonitor.on('resume', () => tell('resume'));
  powerMonitor.on('lock-screen', () => tell('lock'));
  powerMonitor.on('unlock-screen', () => tell('unlock'));
}
