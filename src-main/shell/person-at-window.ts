import type { WebContents } from 'electron';

/**
 * Tells whether somebody has pressed a key or a button in this window since it was asked last. Told by the browser process: a page
 * that somebody else wrote can forge events for itself, not these.
 */
export function personAtWindow(contents: WebContents): () => boolean {
  let acted = false;
  contents.on('before-input-event', (_event, { type }) => {
    if (type === 'keyDown') acted = true;
  });
  contents.on('input-event', (_event, { type }) => {
    if (type === 'mouseDown' || type === 'touchStart') acted = true;
  });
  return () => {
    const answer = acted;
    acted = false;
    return answer;
  };
}
