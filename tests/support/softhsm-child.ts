import { createRequire } from 'node:module';
import process from 'node:process';
import pkcs11js from 'pkcs11js';
import { deriveTripleDes } from '../../src-server/vault/pkcs11/hsm-ciphers.ts';
import { ckrOf } from '../../src-server/vault/pkcs11/hsm-failure.ts';
import { masterLabel, template, type Attributes } from '../../src-server/vault/pkcs11/hsm-keys.ts';

/** Looks into a token from outside of the vault: MODULE import|show|attempts LABEL PIN ... */
const [module = '', what = '', label = '', pin = '', version = '', master = ''] = process.argv.slice(2);
const cryptoki = new pkcs11js.PKCS11();
cryptoki.load(module);
cryptoki.C_Initialize();
const slot = cryptoki.C_GetSlotList(true).find((one) => cryptoki.C_GetTokenInfo(one).label.trim() === label);
if (slot === undefined) throw new Error(`no token ${label}`);
const session = cryptoki.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION);
cryptoki.C_Login(session, pkcs11js.CKU_USER, pin);

const outcome = (deed: () => unknown): string => {
  try {
    deed();
    return 'read';
  } catch (thrown) {
    return ckrOf(thrown) ?? String(thrown);
  }
};
const flag = (handle: Buffer, type: number): boolean => Buffer.from((cryptoki.C_GetAttributeValue(session, handle, [{ type }])[0]?.value ?? []) as Buffer)[0] === 1;
const find = (attributes: Attributes): readonly Buffer[] => {
  cryptoki.C_FindObjectsInit(session, template(attributes));
  const found = cryptoki.C_FindObjects(session, 100);
  cryptoki.C_FindObjectsFinal(session);
  return found;
};

if (what === 'import') {
  const attributes: Attributes = [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_DES2 },
    { type: pkcs11js.CKA_LABEL, value: masterLabel(Number(version)) },
    { type: pkcs11js.CKA_TOKEN, value: true },
    { type: pkcs11js.CKA_PRIVATE, value: true },
    { type: pkcs11js.CKA_SENSITIVE, value: true },
    { type: pkcs11js.CKA_EXTRACTABLE, value: false },
    { type: pkcs11js.CKA_ENCRYPT, value: true },
    { type: pkcs11js.CKA_DERIVE, value: true },
    { type: pkcs11js.CKA_VALUE, value: Buffer.from(master, 'hex') },
  ];
  cryptoki.C_CreateObject(session, template(attributes));
} else if (what === 'show') {
  const handles = [pkcs11js.CKO_SECRET_KEY, pkcs11js.CKO_PRIVATE_KEY].flatMap((value) => find([{ type: pkcs11js.CKA_CLASS, value }]));
  const shown = handles.map((handle) => ({
    label: String(cryptoki.C_GetAttributeValue(session, handle, [{ type: pkcs11js.CKA_LABEL }])[0]?.value),
    sensitive: flag(handle, pkcs11js.CKA_SENSITIVE),
    extractable: flag(handle, pkcs11js.CKA_EXTRACTABLE),
    token: flag(handle, pkcs11js.CKA_TOKEN),
    value: outcome(() => cryptoki.C_GetAttributeValue(session, handle, [{ type: pkcs11js.CKA_VALUE }])),
  }));
  process.stdout.write(JSON.stringify(shown));
} else {
  const addon = createRequire(import.meta.url)('../../native/build/clavis-hsm.node') as { addressOf: (bytes: Buffer) => bigint };
  const hsm = { cryptoki, session, slot, handles: new Map<string, Buffer>(), zeroBlocks: new Map<number, Uint8Array>(), addressOf: addon.addressOf, refresh: () => undefined };
  const [base] = find([{ type: pkcs11js.CKA_LABEL, value: masterLabel(1) }]);
  const [wrapping] = find([{ type: pkcs11js.CKA_LABEL, value: 'clavis card wrap' }]);
  if (base === undefined || wrapping === undefined) throw new Error('no vault here');
  const derived = deriveTripleDes(hsm, base, Buffer.alloc(16, 7));
  const attempts = [
    outcome(() => cryptoki.C_GetAttributeValue(session, derived, [{ type: pkcs11js.CKA_VALUE }])),
    outcome(() => cryptoki.C_WrapKey(session, { mechanism: pkcs11js.CKM_AES_KEY_WRAP }, wrapping, derived, Buffer.alloc(64))),
    outcome(() => cryptoki.C_SetAttributeValue(session, derived, [{ type: pkcs11js.CKA_EXTRACTABLE, value: true }])),
    outcome(() => cryptoki.C_DecryptInit(session, { mechanism: pkcs11js.CKM_AES_ECB }, wrapping)),
  ];
  process.stdout.write(JSON.stringify(attempts));
}
cryptoki.C_Finalize();
