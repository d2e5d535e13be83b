import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { CardCommand } from '../../apdu/apdu-channel.ts';
import { INS_EXTERNAL_AUTHENTICATE, plainCommand, secretCommand } from '../../apdu/command-apdu.ts';
import type { SecretBytes } from '../../apdu/secret-bytes.ts';
import { encodeTlv } from '../../tlv/tlv.ts';
import { commandRefused, meaningOf, requireNoData, requireOk } from '../shared/status-words.ts';

/** ISO 7816-4, 7.5.11 (MANAGE SECURITY ENVIRONMENT): set, for external authentication (A4). */
const INS_MANAGE_SECURITY_ENVIRONMENT = 0x22;
const P1_SET_EXTERNAL = 0x81;
const P2_AUTHENTICATION_TEMPLATE = 0xa4;
const TAG_ALGORITHM = 0x80;
const TAG_KEY_REFERENCE = 0x83;
/** ISO 7816-4, 7.5.3. */
const INS_GET_CHALLENGE = 0x84;

/** Names the keyset that the next EXTERNAL AUTHENTICATE is for. */
export const setExternalAuthentication: CardCommand<{ readonly algorithm: number; readonly keyset: number }, void> = {
  build: ({ algorithm, keyset }) =>
    plainCommand(
      { cla: 0x00, ins: INS_MANAGE_SECURITY_ENVIRONMENT, p1: P1_SET_EXTERNAL, p2: P2_AUTHENTICATION_TEMPLATE },
      {
        data: Uint8Array.of(
          ...encodeTlv(TAG_ALGORITHM, Uint8Array.of(algorithm)),
          ...encodeTlv(TAG_KEY_REFERENCE, Uint8Array.of(keyset)),
        ),
      },
    ),
  parse: ({ sw }) => requireOk(sw),
};

/** Random bytes of the card, exactly as many as asked. */
export const getChallenge: CardCommand<{ readonly length: number }, Uint8Array> = {
  build: ({ length }) => plainCommand({ cla: 0x00, ins: INS_GET_CHALLENGE, p1: 0x00, p2: 0x00 }, { le: length }),
  parse: ({ data, sw }, { length }) => {
    requireOk(sw);
    if (data.length !== length) throw new AppError('tokenMalformedAnswer', { reason: 'challenge' });
    return data;
  },
};

/** `refused`: a try of the keyset was spent. `challengeVoid`: the card no longer waits for an answer, none was spent. */
export type AuthenticationVerdict = 'ok' | 'refused' | 'challengeVoid';

/** ISO 7816-4, 7.5.4; CWA 14890-1, 8.4.1. @throws AppError tokenCommandRefused when the card says anything else. */
export const externalAuthenticate: CardCommand<{ readonly cryptogram: SecretBytes }, AuthenticationVerdict> = {
  build: ({ cryptogram }) => secretCommand({ cla: 0x00, ins: INS_EXTERNAL_AUTHENTICATE, p1: 0x00, p2: 0x00 }, cryptogram),
  parse: ({ data, sw }) => {
    requireNoData(data);
    switch (meaningOf(sw).kind) {
      case 'ok':
        return 'ok';
      case 'wrong':
      case 'blocked':
      case 'notUsable':
      case 'securityNotSatisfied':
        return 'refused';
      case 'conditionsNotSatisfied':
        return 'challengeVoid';
      case 'endOfFile':
      case 'outsideFile':
      case 'refused':
        throw commandRefused(sw);
    }
  },
};
