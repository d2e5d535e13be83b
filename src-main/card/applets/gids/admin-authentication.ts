import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { CardCommand } from '../../apdu/apdu-channel.ts';
import { INS_GENERAL_AUTHENTICATE, LE_MAX, plainCommand, secretCommand } from '../../apdu/command-apdu.ts';
import type { SecretBytes } from '../../apdu/secret-bytes.ts';
import { encodeTlv, parseTlv, requireTlv } from '../../tlv/tlv.ts';
import { commandRefused, meaningOf, requireNoData, requireOk } from '../shared/status-words.ts';

/** ISO 7816-4, 7.5.11 (MANAGE SECURITY ENVIRONMENT): set, external and mutual authentication, template A4 (GIDS 2.0). */
const INS_MANAGE_SECURITY_ENVIRONMENT = 0x22;
const P1_SET = 0xc1;
const P2_AUTHENTICATION_TEMPLATE = 0xa4;
const TAG_KEY_REFERENCE = 0x83;

/** Dynamic authentication template (7816-4, 7.5.5): 81 is the challenge, 82 the response to it. */
const TAG_TEMPLATE = 0x7c;
const TAG_CHALLENGE = 0x81;
const CHALLENGE_LENGTH = 8;
/** One block of Triple DES under the admin key. */
export const RESPONSE_LENGTH = 8;
/** What goes before the response: 7C 0A 82 08. */
export const RESPONSE_HEADER = Uint8Array.of(TAG_TEMPLATE, RESPONSE_LENGTH + 2, 0x82, RESPONSE_LENGTH);

const HEADER = { cla: 0x00, ins: INS_GENERAL_AUTHENTICATE, p1: 0x00, p2: 0x00 } as const;

/** Names the admin key that the next GENERAL AUTHENTICATE is for. */
export const setAdminKey: CardCommand<{ readonly reference: number }, void> = {
  build: ({ reference }) =>
    plainCommand(
      { cla: 0x00, ins: INS_MANAGE_SECURITY_ENVIRONMENT, p1: P1_SET, p2: P2_AUTHENTICATION_TEMPLATE },
      { data: encodeTlv(TAG_KEY_REFERENCE, Uint8Array.of(reference)) },
    ),
  parse: ({ sw }) => requireOk(sw),
};

/** Asks for a challenge: a template whose object 81 is empty. */
export const requestAdminChallenge: CardCommand<void, Uint8Array> = {
  build: () => plainCommand(HEADER, { data: encodeTlv(TAG_TEMPLATE, encodeTlv(TAG_CHALLENGE)), le: LE_MAX }),
  parse: ({ data, sw }) => {
    requireOk(sw);
    const challenge = requireTlv(requireTlv(parseTlv(data), TAG_TEMPLATE).children, TAG_CHALLENGE).value;
    if (challenge.length !== CHALLENGE_LENGTH) throw new AppError('tokenMalformedAnswer', { reason: 'challenge' });
    return challenge;
  },
};

/**
 * Gives the response. `refused`: it was wrong, and the challenge is used up; `challengeVoid`: the card waits for none.
 * @throws AppError tokenCommandRefused when the card says anything else
 */
export const answerAdminChallenge: CardCommand<{ readonly template: SecretBytes }, 'ok' | 'refused' | 'challengeVoid'> = {
  build: ({ template }) => secretCommand(HEADER, template),
  parse: ({ data, sw }) => {
    requireNoData(data);
    switch (meaningOf(sw).kind) {
      case 'ok':
        return 'ok';
      case 'wrong':
      case 'blocked':
      case 'securityNotSatisfied':
        return 'refused';
      case 'conditionsNotSatisfied':
        return 'challengeVoid';
      case 'notUsable':
      case 'endOfFile':
      case 'outsideFile':
      case 'refused':
        throw commandRefused(sw);
    }
  },
};
