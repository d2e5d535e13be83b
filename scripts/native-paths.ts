import { join } from 'node:path';

/** What `native/build` makes: N-API, for any Node or Electron of this system. */
export const ADDON_PATH = join(import.meta.dirname, '../native/build/clavis-pcsc.node');
