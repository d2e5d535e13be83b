import { join } from 'node:path';

/** What `native/build` makes: N-API, for any Node or Electron of this system. */
export const ADDON_PATH = join(import.meta.dirname, '../native/build/clavis-pcsc.node');

/** Native part of pkcs11js, made beside it. */
export const PKCS11_NATIVE_PATH = join(import.meta.dirname, '../native/build/pkcs11.node');
