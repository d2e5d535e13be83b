import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** An addon to compile. Paths are relative to the project's folder. */
export interface Addon {
  readonly name: string;
  /** Source files, compiled as one: Node's headers take longer to read than all the rest. */
  readonly sources: readonly string[];
  /** Folders whose content decides whether the addon is up to date. */
  readonly inputs: readonly string[];
  /** Folders of headers, searched as the system's: their warnings are not ours. */
  readonly headers: readonly string[];
  readonly defines: readonly string[];
  readonly output: string;
}

/** Where Node-API's headers lie; both packages are headers alone. */
const NODE_API = 'node_modules/node-api-headers/include';
const NODE_ADDON_API = 'node_modules/node-addon-api';
const SOURCES = 'native/src';
const PKCS11JS = 'node_modules/pkcs11js';

export const CLAVIS_PCSC: Addon = {
  name: 'clavis-pcsc',
  sources: readdirSync(SOURCES)
    .filter((file) => file.endsWith('.cc'))
    .sort()
    .map((file) => `${SOURCES}/${file}`),
  inputs: [SOURCES, NODE_API, join(NODE_ADDON_API, 'package.json')],
  headers: [NODE_ADDON_API, NODE_API],
  // Node-API 9 is what Node 20.18 and Electron 33 have; later ones have it, too.
  defines: ['NAPI_VERSION=9', 'NODE_ADDON_API_CPP_EXCEPTIONS'],
  output: 'native/build/clavis-pcsc.node',
};

/** For the process of the authority's PKCS#11 module. */
export const CLAVIS_HSM: Addon = {
  name: 'clavis-hsm',
  sources: ['native/hsm/addon.cc', `${SOURCES}/harden.cc`, `${SOURCES}/delay_load.cc`],
  inputs: ['native/hsm', `${SOURCES}/harden.cc`, `${SOURCES}/harden.h`, `${SOURCES}/delay_load.cc`, NODE_API, join(NODE_ADDON_API, 'package.json')],
  headers: [NODE_ADDON_API, NODE_API],
  defines: CLAVIS_PCSC.defines,
  output: 'native/build/clavis-hsm.node',
};

/** As its own binding.gyp has it; `index.js` of the package loads it from this place. */
export const PKCS11: Addon = {
  name: 'pkcs11',
  sources: [...['dl', 'common', 'main'].map((file) => `${PKCS11JS}/src/${file}.cpp`), `${SOURCES}/delay_load.cc`],
  inputs: [`${PKCS11JS}/src`, `${PKCS11JS}/includes`, NODE_API],
  headers: [`${PKCS11JS}/includes`, NODE_API],
  defines: ['NAPI_DISABLE_CPP_EXCEPTIONS'],
  output: `${PKCS11JS}/build/Release/pkcs11.node`,
};
