import type { ElectronApplication } from 'playwright';

/** Begins to note the session tokens that the program's main process sends: they are on no screen and in no file, and that is what is judged. */
export async function watchBearers(app: ElectronApplication): Promise<void> {
  await app.evaluate(() => {
    const { subscribe } = process.getBuiltinModule('node:diagnostics_channel');
    const seen = new Set<string>();
    Object.assign(globalThis, { demoBearers: seen });
    subscribe('undici:request:create', (message) => {
      const { headers } = (message as { readonly request: { readonly headers: readonly string[] | string } }).request;
      for (const [, token] of String(headers).matchAll(/Bearer ([A-Za-z0-9_-]{20,})/gu)) if (token !== undefined) seen.add(token);
    });
  });
}

export function bearersSeen(app: ElectronApplication): Promise<readonly string[]> {
  return app.evaluate(() => [...(globalThis as unknown as { readonly demoBearers: ReadonlySet<string> }).demoBearers]);
}
