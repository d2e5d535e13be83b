import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { CardCommand } from '../../apdu/apdu-channel.ts';
import { LE_MAX, plainCommand } from '../../apdu/command-apdu.ts';
import { encodeTlv } from '../../tlv/tlv.ts';
import { requireOk } from '../shared/status-words.ts';

/** ISO 7816-4, 7.5.11 (MANAGE SECURITY ENVIRONMENT): set, for internal authentication (A4). */
const INS_MANAGE_SECURITY_ENVIRONMENT = 0x22;
const P1_SET_INTERNAL = 0x41;
const P2_AUTHENTICATION_TEMPLATE = 0xa4;
const TAG_ALGORITHM = 0x80;
const TAG_PRIVATE_KEY = 0x84;
/** RSASSA-PKCS1-v1_5 over a DigestInfo that comes whole, as OpenSC's IAS-ECC driver names it. */
const ALGORITHM_RSA_PKCS1 = 0x02;
/** ISO 7816-4, 7.5.2. */
const INS_INTERNAL_AUTHENTICATE = 0x88;

/** DigestInfo of SHA-256 up to the digest itself (RFC 8017, 9.2, note 1). */
const SHA256_PREFIX = Uint8Array.from(Buffer.from('3031300D060960864801650304020105000420', 'hex'));
const SHA256_LENGTH = 32;

/** Names the key that the next INTERNAL AUTHENTICATE uses. @param reference of an object of the application: with the bit 80 */
export const setInternalAuthentication: CardCommand<{ readonly reference: number }, void> = {
  build: ({ reference }) =>
    plainCommand(
      { cla: 0x00, ins: INS_MANAGE_SECURITY_ENVIRONMENT, p1: P1_SET_INTERNAL, p2: P2_AUTHENTICATION_TEMPLATE },
      {
        data: Uint8Array.of(
          ...encodeTlv(TAG_PRIVATE_KEY, Uint8Array.of(reference)),
          ...encodeTlv(TAG_ALGORITHM, Uint8Array.of(ALGORITHM_RSA_PKCS1)),
        ),
      },
    ),
  parse: ({ sw }) => requireOk(sw),
};

/** The signature of a SHA-256 digest; as many bytes as the modulus has. */
export const internalAuthenticate: CardCommand<{ readonly digest: Uint8Array }, Uint8Array> = {
  build: ({ digest }) => {
    if (digest.length !== SHA256_LENGTH) throw new RangeError('a SHA-256 digest has 32 bytes');
    return plainCommand({ cla: 0x00, ins: INS_INTERNAL_AUTHENTICATE, p1: 0x00, p2: 0x00 }, { data: Uint8Array.of(...SHA256_PREFIX, ...digest), le: LE_MAX });
  },
  parse: ({ data, sw }) => {
    requireOk(sw);
    if (data.length === 0) throw new AppError('tokenMalformedAnswer', { reason: 'signature' });
    return data;
  },
};
