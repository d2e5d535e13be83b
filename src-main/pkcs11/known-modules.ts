/** A library file that a product installs, by its technical name. */
export interface KnownModule {
  readonly name: string;
  /** Absolute paths on one system; the first that is there counts. */
  readonly paths: readonly string[];
}

/** Folders of shared libraries on Linux, by architecture of Debian's multiarch and of the others. */
const LINUX_LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib', '/usr/local/lib'] as const;
/** Where a bare file name of a p11-kit module file is looked for. */
export const P11_KIT_LIBRARIES: readonly string[] = LINUX_LIBRARIES.map((folder) => `${folder}/pkcs11`);
/** Module files of p11-kit: the distribution's and the administrator's. */
export const P11_KIT_FOLDERS: readonly string[] = ['/usr/share/p11-kit/modules', '/etc/pkcs11/modules'];
/** Modules that show no card: p11-kit's own trust store, proxy and client, and the keyring of a desktop. */
export const NO_CARD_MODULES: ReadonlySet<string> = new Set([
  'p11-kit-trust.so',
  'p11-kit-proxy.so',
  'p11-kit-client.so',
  'gnome-keyring-pkcs11.so',
]);

const inLibraries = (...files: readonly string[]): readonly string[] =>
  LINUX_LIBRARIES.flatMap((folder) => files.map((file) => `${folder}/${file}`));

const LINUX: readonly KnownModule[] = [
  { name: 'OpenSC', paths: inLibraries('opensc-pkcs11.so', 'pkcs11/opensc-pkcs11.so') },
  { name: 'SoftHSM2', paths: inLibraries('softhsm/libsofthsm2.so', 'pkcs11/libsofthsm2.so') },
  { name: 'libIDPrimePKCS11', paths: inLibraries('libIDPrimePKCS11.so', 'pkcs11/libIDPrimePKCS11.so') },
  { name: 'libeTPkcs11', paths: inLibraries('libeTPkcs11.so') },
  { name: 'libOcsCryptoki', paths: ['/usr/local/AWP/lib/libOcsCryptoki.so', ...inLibraries('libOcsCryptoki.so')] },
  { name: 'libbit4xpki', paths: inLibraries('libbit4xpki.so', 'bit4id/libbit4xpki.so') },
  { name: 'libcvP11', paths: inLibraries('libcvP11.so') },
  { name: 'libykcs11', paths: inLibraries('libykcs11.so', 'libykcs11.so.2', 'libykcs11.so.1') },
];

const MAC: readonly KnownModule[] = [
  { name: 'OpenSC', paths: ['/Library/OpenSC/lib/opensc-pkcs11.so'] },
  { name: 'SoftHSM2', paths: ['/opt/homebrew/lib/softhsm/libsofthsm2.so', '/usr/local/lib/softhsm/libsofthsm2.so'] },
  { name: 'libIDPrimePKCS11', paths: ['/usr/local/lib/libIDPrimePKCS11.dylib', '/usr/local/lib/libIDPrimePKCS11.0.dylib'] },
  { name: 'libeTPkcs11', paths: ['/usr/local/lib/libeTPkcs11.dylib'] },
  { name: 'libOcsCryptoki', paths: ['/usr/local/AWP/lib/libOcsCryptoki.dylib', '/Library/AWP/lib/libOcsCryptoki.dylib'] },
  { name: 'libbit4xpki', paths: ['/usr/local/lib/libbit4xpki.dylib', '/Library/bit4id/pkcs11/libbit4xpki.dylib'] },
  { name: 'libcvP11', paths: ['/usr/local/lib/libcvP11.dylib'] },
  { name: 'libykcs11', paths: ['/opt/homebrew/lib/libykcs11.dylib', '/usr/local/lib/libykcs11.dylib'] },
];

/** Folders of Windows, as installed by default. */
const SYSTEM32 = String.raw`C:\Windows\System32`;
const PROGRAMS = String.raw`C:\Program Files`;

const WINDOWS: readonly KnownModule[] = [
  { name: 'OpenSC', paths: [`${PROGRAMS}\\OpenSC Project\\OpenSC\\pkcs11\\opensc-pkcs11.dll`, `${SYSTEM32}\\opensc-pkcs11.dll`] },
  { name: 'SoftHSM2', paths: [String.raw`C:\SoftHSM2\lib\softhsm2-x64.dll`, `${PROGRAMS}\\SoftHSM2\\lib\\softhsm2-x64.dll`] },
  { name: 'IDPrimePKCS11', paths: [`${PROGRAMS}\\Gemalto\\IDGo 800 PKCS#11\\IDPrimePKCS1164.dll`, `${SYSTEM32}\\IDPrimePKCS1164.dll`] },
  { name: 'eTPKCS11', paths: [`${SYSTEM32}\\eTPKCS11.dll`] },
  { name: 'OcsCryptoki', paths: [`${PROGRAMS}\\Oberthur Technologies\\AWP\\DLLs\\OcsCryptoki.dll`, `${SYSTEM32}\\OcsCryptoki.dll`] },
  { name: 'bit4xpki', paths: [`${SYSTEM32}\\bit4xpki.dll`] },
  { name: 'cvP11', paths: [`${SYSTEM32}\\cvP11.dll`] },
  { name: 'libykcs11', paths: [`${PROGRAMS}\\Yubico\\Yubico PIV Tool\\bin\\libykcs11.dll`] },
];

export const KNOWN_MODULES: Readonly<Partial<Record<NodeJS.Platform, readonly KnownModule[]>>> = {
  linux: LINUX,
  darwin: MAC,
  win32: WINDOWS,
};
