import { join } from 'node:path';

/** What `native/build` makes: N-API, for any Node or Electron of this system. */
export const ADDON_PATH = join(import.meta.dirname, '../native/build/clavis-pcsc.node');

/** Native part of pkcs11js, where its own package looks for it. */
export const PKCS11_NATIVE_PATH = join(import.meta.dirname, '../node_modules/pkcs11js/build/Release/pkcs11.node');

/** Native part of @github/keytar, as its package brings it for this system. */
export const KEYTAR_PATH = join(import.meta.dirname, `../node_modules/@github/keytar/prebuilds/${process.platform}-${process.arch}/keytar.node`);
