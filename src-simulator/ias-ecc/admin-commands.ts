import { Buffer } from 'node:buffer';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { CommandApdu } from '../card/apdu.ts';
import { serialBytes } from './ias-ecc-core.ts';
import type { IasEccCore } from './ias-ecc-core.ts';
import { externalAuthenticationCryptogram } from './cryptogram.ts';
import {
  answer, status, SW_AUTHENTICATION_METHOD_BLOCKED, SW_CONDITIONS_NOT_SATISFIED, SW_INCORRECT_P1_P2, SW_OK, SW_WRONG_LE,
  SW_WRONG_LENGTH, triesLeft,
} from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';

const CHALLENGE_LENGTH = 8;
const CRYPTOGRAM_LENGTH = 24;

/** GET CHALLENGE (ISO 7816-4, 7.5.3): eight random bytes, which replace those of before. */
export function getChallenge(core: IasEccCore, command: CommandApdu): Reply {
  if (command.p1 !== 0 || command.p2 !== 0) return status(SW_INCORRECT_P1_P2);
  if (command.data.length > 0 || command.le === null) return status(SW_WRONG_LENGTH);
  if (command.le !== CHALLENGE_LENGTH) return status(SW_WRONG_LE | CHALLENGE_LENGTH);
  core.volatile.challenge = Uint8Array.from(randomBytes(CHALLENGE_LENGTH));
  return answer(core.volatile.challenge);
}

/**
 * EXTERNAL AUTHENTICATE (ISO 7816-4, 7.5.4) of the admin keyset chosen by MSE SET. The challenge is spent by any attempt that
 * carries data, whatever comes of it. A wrong cryptogram spends one try of the keyset, whose counter is its own.
 */
export function externalAuthenticate(core: IasEccCore, command: CommandApdu): Reply {
  if (command.p1 !== 0 || command.p2 !== 0) return status(SW_INCORRECT_P1_P2);
  if (command.data.length === 0) return status(SW_WRONG_LENGTH);
  const { challenge } = core.volatile;
  core.volatile.challenge = null;
  core.volatile.adminAuthenticated = false;
  if (command.data.length !== CRYPTOGRAM_LENGTH) return status(SW_WRONG_LENGTH);
  const before = core.persistent().admin;
  if (before.left === 0) return status(SW_AUTHENTICATION_METHOD_BLOCKED);
  if (challenge === null || !core.volatile.adminKeysetSelected) return status(SW_CONDITIONS_NOT_SATISFIED);
  core.commit({ ...core.persistent(), admin: { ...before, left: before.left - 1 } });
  const keys = { enc: Buffer.from(before.enc, 'base64'), mac: Buffer.from(before.mac, 'base64') };
  const expected = externalAuthenticationCryptogram(keys, challenge, serialBytes(core.persistent()));
  if (!timingSafeEqual(expected, command.data)) return triesLeft(before.left - 1);
  core.commit({ ...core.persistent(), admin: { ...before, left: before.max } });
  core.volatile.adminAuthenticated = true;
  return status(SW_OK);
}
