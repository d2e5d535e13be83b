import type { CommandApdu } from '../card/apdu.ts';
import {
  status, SW_CONDITIONS_NOT_SATISFIED, SW_INCORRECT_P1_P2, SW_OK, SW_REFERENCE_NOT_FOUND, SW_WRONG_DATA,
} from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';
import { readTlvs } from '../card/tlv.ts';
import { ADMIN_KEY_REFERENCE } from './gids-core.ts';
import type { GidsCore } from './gids-core.ts';

const ALGORITHM = 0x80;
const SYMMETRIC_KEY = 0x83;
const PRIVATE_KEY = 0x84;
/** P1: external or mutual authentication by a symmetric key; computation by a private key. */
const SET_EXTERNAL = 0x81;
const SET_MUTUAL = 0xc1;
const SET_COMPUTATION = 0x41;
/** P2: control reference templates (ISO 7816-4, 10.3.3). */
const AUTHENTICATION = 0xa4;
export const DIGITAL_SIGNATURE = 0xb6;
export const CONFIDENTIALITY = 0xb8;

/** MANAGE SECURITY ENVIRONMENT, SET: C1 A4 or 81 A4 {83 80} the admin key, 41 B6 or 41 B8 {80 algorithm, 84 key} a private key. */
export function manageSecurityEnvironment(core: GidsCore, { p1, p2, data }: CommandApdu): Reply {
  const objects = readTlvs(data);
  if (objects === undefined) return status(SW_WRONG_DATA);
  const valueOf = (tag: number): number | undefined => {
    const value = objects.find((object) => object.tag === tag)?.value;
    return value?.length === 1 ? value[0] : undefined;
  };
  if ((p1 === SET_EXTERNAL || p1 === SET_MUTUAL) && p2 === AUTHENTICATION) {
    const reference = valueOf(SYMMETRIC_KEY);
    if (reference === undefined) return status(SW_WRONG_DATA);
    if (reference !== ADMIN_KEY_REFERENCE) return status(SW_REFERENCE_NOT_FOUND);
    if (!core.persistent().activated) return status(SW_CONDITIONS_NOT_SATISFIED);
    core.volatile.adminKeySelected = true;
    return status(SW_OK);
  }
  if (p1 !== SET_COMPUTATION || (p2 !== DIGITAL_SIGNATURE && p2 !== CONFIDENTIALITY)) return status(SW_INCORRECT_P1_P2);
  const algorithm = valueOf(ALGORITHM);
  const reference = valueOf(PRIVATE_KEY);
  if (algorithm === undefined || reference === undefined) return status(SW_WRONG_DATA);
  const key = core.persistent().keys.find((candidate) => candidate.reference === reference);
  if (key === undefined) return status(SW_REFERENCE_NOT_FOUND);
  if (p2 === CONFIDENTIALITY && key.usage === 'signature') return status(SW_WRONG_DATA);
  core.volatile.key = { reference, algorithm, template: p2 };
  return status(SW_OK);
}
