import type { KeyObject } from 'node:crypto';
import type { CommandApdu } from '../card/apdu.ts';
import type { IasEccCore } from './ias-ecc-core.ts';
import {
  answer, status, SW_CONDITIONS_NOT_SATISFIED, SW_INCORRECT_P1_P2, SW_REFERENCE_DATA_NOT_USABLE,
  SW_SECURITY_STATUS_NOT_SATISFIED, SW_WRONG_DATA, SW_WRONG_LENGTH,
} from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';
import { isBelowModulus, messageOfBlock, MODULUS_BYTES, rawRsa, rsaKey, signatureBlock } from '../card/rsa-key.ts';

/** A DigestInfo may fill 40 % of the modulus at most (PKCS#1 block type 01 on signature cards). */
const MAX_DIGEST_INFO = Math.floor(MODULUS_BYTES * 0.4);

/** INTERNAL AUTHENTICATE (ISO 7816-4, 7.5.2): PKCS#1 v1.5 signature (RFC 8017, 9.2) of the DigestInfo in the data field. */
export function internalAuthenticate(core: IasEccCore, command: CommandApdu): Reply {
  if (command.p1 !== 0 || command.p2 !== 0) return status(SW_INCORRECT_P1_P2);
  if (command.data.length === 0 || command.data.length > MAX_DIGEST_INFO) return status(SW_WRONG_LENGTH);
  const key = usableKey(core, core.volatile.authenticationKey);
  if (typeof key === 'number') return status(key);
  return answer(rawRsa(key, signatureBlock(command.data)));
}

/** PERFORM SECURITY OPERATION (ISO 7816-8): only 80 86, decipherment of 81 || cryptogram, PKCS#1 v1.5 padding removed. */
export function performSecurityOperation(core: IasEccCore, command: CommandApdu): Reply {
  if (command.p1 !== 0x80 || command.p2 !== 0x86) return status(SW_INCORRECT_P1_P2);
  if (command.data.length !== MODULUS_BYTES + 1) return status(SW_WRONG_LENGTH);
  if (command.data[0] !== 0x81) return status(SW_WRONG_DATA);
  const key = usableKey(core, core.volatile.decipherKey);
  if (typeof key === 'number') return status(key);
  const cryptogram = command.data.subarray(1);
  if (!isBelowModulus(key, cryptogram)) return status(SW_WRONG_DATA);
  const message = messageOfBlock(rawRsa(key, cryptogram));
  return message === undefined ? status(SW_WRONG_DATA) : answer(message);
}

/** The key, or the status word that forbids it: none chosen, PIN not verified, or no value in it. */
function usableKey(core: IasEccCore, reference: number | null): KeyObject | number {
  const key = core.persistent().keys.find((candidate) => candidate.reference === reference);
  if (key === undefined || core.volatile.df !== 'app') return SW_CONDITIONS_NOT_SATISFIED;
  if (!core.volatile.userVerified) return SW_SECURITY_STATUS_NOT_SATISFIED;
  if (key.privateKey === '') return SW_REFERENCE_DATA_NOT_USABLE;
  return rsaKey(key.privateKey);
}
