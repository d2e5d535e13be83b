import type { KeyObject } from 'node:crypto';
import type { CommandApdu } from '../card/apdu.ts';
import { isBelowModulus, messageOfBlock, MODULUS_BYTES, rawRsa, rsaKey, signatureBlock } from '../card/rsa-key.ts';
import {
  answer, status, SW_CONDITIONS_NOT_SATISFIED, SW_INCORRECT_P1_P2, SW_SECURITY_STATUS_NOT_SATISFIED, SW_WRONG_DATA,
  SW_WRONG_LENGTH,
} from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';
import type { GidsCore } from './gids-core.ts';
import { CONFIDENTIALITY, DIGITAL_SIGNATURE } from './security-environment.ts';

/** GIDS 2.0, table 43: low nibble 7 is RSA-2048, high nibble the padding. */
const RAW_DECIPHER = 0x07;
const RAW_SIGNATURE = 0x17;
const PKCS1_DECIPHER = 0x47;
const PKCS1_SIGNATURE = 0x57;
const MOST_DIGEST_INFO = MODULUS_BYTES - 11;

/** PERFORM SECURITY OPERATION (ISO 7816-8): 9E 9A signature, 80 86 decipherment of the bare cryptogram. */
export function performSecurityOperation(core: GidsCore, { p1, p2, data }: CommandApdu): Reply {
  const operation = (p1 << 8) | p2;
  if (operation === 0x9e9a) return withKey(core, DIGITAL_SIGNATURE, (key, algorithm) => sign(key, algorithm, data));
  if (operation === 0x8086) return withKey(core, CONFIDENTIALITY, (key, algorithm) => decipher(key, algorithm, data));
  return status(SW_INCORRECT_P1_P2);
}

/** Runs with the chosen key, or tells what forbids it: none chosen for this, or the PIN not verified. */
function withKey(core: GidsCore, template: number, run: (key: KeyObject, algorithm: number) => Reply): Reply {
  const chosen = core.volatile.key;
  const kept = core.persistent().keys.find((candidate) => candidate.reference === chosen?.reference);
  if (chosen === null || kept === undefined || chosen.template !== template) return status(SW_CONDITIONS_NOT_SATISFIED);
  if (!core.volatile.userVerified) return status(SW_SECURITY_STATUS_NOT_SATISFIED);
  return run(rsaKey(kept.privateKey), chosen.algorithm);
}

function sign(key: KeyObject, algorithm: number, data: Uint8Array): Reply {
  if (algorithm === PKCS1_SIGNATURE) {
    return data.length === 0 || data.length > MOST_DIGEST_INFO ? status(SW_WRONG_LENGTH) : answer(rawRsa(key, signatureBlock(data)));
  }
  return algorithm === RAW_SIGNATURE ? raw(key, data) : status(SW_CONDITIONS_NOT_SATISFIED);
}

function decipher(key: KeyObject, algorithm: number, data: Uint8Array): Reply {
  const block = raw(key, data);
  if (algorithm === RAW_DECIPHER || block.data.length === 0) return block;
  if (algorithm !== PKCS1_DECIPHER) return status(SW_CONDITIONS_NOT_SATISFIED);
  const message = messageOfBlock(block.data);
  return message === undefined ? status(SW_WRONG_DATA) : answer(message);
}

function raw(key: KeyObject, block: Uint8Array): Reply {
  if (block.length !== MODULUS_BYTES) return status(SW_WRONG_LENGTH);
  return isBelowModulus(key, block) ? answer(rawRsa(key, block)) : status(SW_WRONG_DATA);
}
