import type { CommandApdu } from '../card/apdu.ts';
import { ADMIN_KEYSET_REFERENCE } from './ias-ecc-core.ts';
import type { IasEccCore } from './ias-ecc-core.ts';
import {
  status, SW_CONDITIONS_NOT_SATISFIED, SW_INCORRECT_P1_P2, SW_OK, SW_REFERENCE_NOT_FOUND, SW_WRONG_DATA, SW_WRONG_LENGTH,
} from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';
import { readTlvs } from '../card/tlv.ts';

const LOCAL = 0x80;
const ALGORITHM = 0x80;
const SYMMETRIC_KEY = 0x83;
const PRIVATE_KEY = 0x84;
/** IAS-ECC algorithm references. */
const ROLE_AUTHENTICATION = 0x1c;
const RSA_PKCS = 0x02;
const RSA_PKCS_DECIPHER = 0x1a;

/**
 * MANAGE SECURITY ENVIRONMENT, SET (ISO 7816-4, 7.5.11), three templates: 81 A4 {80 1C, 83 ref} external authentication,
 * 41 A4 {84 ref|80, 80 02} internal authentication, 41 B8 {84 ref|80, 80 1A} decipherment. Objects come in any order.
 * A refused SET leaves the environment as it was; a good one lasts until another one or a reset.
 */
export function manageSecurityEnvironment(core: IasEccCore, command: CommandApdu): Reply {
  if (command.data.length === 0) return status(SW_WRONG_LENGTH);
  const objects = readTlvs(command.data);
  if (objects === undefined) return status(SW_WRONG_DATA);
  const valueOf = (tag: number): number | undefined => {
    const value = objects.find((object) => object.tag === tag)?.value;
    return value?.length === 1 ? value[0] : undefined;
  };
  const algorithm = valueOf(ALGORITHM);
  switch ((command.p1 << 8) | command.p2) {
    case 0x81a4:
      return setExternal(core, algorithm, valueOf(SYMMETRIC_KEY));
    case 0x41a4:
      return setPrivate(core, algorithm, RSA_PKCS, valueOf(PRIVATE_KEY), 'authenticationKey');
    case 0x41b8:
      return setPrivate(core, algorithm, RSA_PKCS_DECIPHER, valueOf(PRIVATE_KEY), 'decipherKey');
    default:
      return status(SW_INCORRECT_P1_P2);
  }
}

function setExternal(core: IasEccCore, algorithm: number | undefined, reference: number | undefined): Reply {
  if (algorithm !== ROLE_AUTHENTICATION || reference === undefined) return status(SW_WRONG_DATA);
  if (reference !== ADMIN_KEYSET_REFERENCE) return status(SW_REFERENCE_NOT_FOUND);
  core.volatile.adminKeysetSelected = true;
  return status(SW_OK);
}

function setPrivate(
  core: IasEccCore,
  algorithm: number | undefined,
  wanted: number,
  reference: number | undefined,
  slot: 'authenticationKey' | 'decipherKey',
): Reply {
  if (algorithm !== wanted || reference === undefined) return status(SW_WRONG_DATA);
  if (core.volatile.df !== 'app') return status(SW_CONDITIONS_NOT_SATISFIED);
  const key = core.persistent().keys.find((candidate) => (candidate.reference | LOCAL) === reference);
  if (key === undefined) return status(SW_REFERENCE_NOT_FOUND);
  core.volatile[slot] = key.reference;
  return status(SW_OK);
}
