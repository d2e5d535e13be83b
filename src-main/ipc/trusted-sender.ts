/** What the door reads of Electron's invoke event. */
export interface InvokeEvent {
  readonly sender: { readonly id: number; readonly mainFrame: unknown; isDestroyed(): boolean };
  /** Null, or throwing when its address is read, once the frame is gone. */
  readonly senderFrame: { readonly url: string } | null;
}

/** Where calls may come from: this window's main frame, at this address. */
export interface TrustedPlace {
  readonly webContentsId: number;
  /** Address of the one page, `app://clavis/`. */
  readonly page: string;
}

/**
 * True when the call comes from the main frame of our window, showing our page. Addresses are compared parsed, part by part:
 * a prefix proves nothing (`app://clavis.example/`).
 * @throws Error when the frame was disposed of meanwhile; the door answers a throw with a refusal too.
 */
export function isTrustedSender(event: InvokeEvent, place: TrustedPlace): boolean {
  const { sender, senderFrame } = event;
  if (senderFrame === null || sender.isDestroyed()) return false;
  if (sender.id !== place.webContentsId || senderFrame !== sender.mainFrame) return false;
  if (!URL.canParse(senderFrame.url)) return false;
  const [found, expected] = [new URL(senderFrame.url), new URL(place.page)];
  return (
    found.protocol === expected.protocol &&
    found.host === expected.host &&
    found.pathname === expected.pathname &&
    found.username === '' &&
    found.password === ''
  );
}
