import { Buffer } from 'node:buffer';
import type { CommandApdu } from '../card/apdu.ts';
import { publicNumbers, rsaKey } from '../card/rsa-key.ts';
import {
  answer, status, SW_FILE_NOT_FOUND, SW_OK, SW_REFERENCE_NOT_FOUND, SW_SECURITY_STATUS_NOT_SATISFIED, SW_WRONG_DATA,
} from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';
import { bytesOf, concatBytes, encodeTlv, readTlvs } from '../card/tlv.ts';
import { ADMIN_KEY_REFERENCE, APPLICATION_FILE, isAllowed } from './gids-core.ts';
import type { GidsCore } from './gids-core.ts';
import type { GidsState } from './gids-state.ts';

const EF_ATR = '2F01';
const PIN_STATUS = 0x7f71;
const TRIES_LEFT = 0x97;
const TRIES_MAX = 0x93;
const PUBLIC_KEY = 0x7f49;
const KEY_LIST = 0x70;
const ADMINISTRATOR = 0x20;
const ADMIN_KEY_LENGTH = 24;

/** EF.ATR: card service data, capabilities (chaining, extended lengths), pre-issuing data. */
const ATR_OBJECTS = concatBytes(
  encodeTlv(0x43, bytesOf(0xf4)),
  encodeTlv(0x47, bytesOf(0x08, 0x01, 0x80)),
  encodeTlv(0x46, Buffer.from('Clavis', 'ascii')),
);

const fileOf = ({ p1, p2 }: CommandApdu): string => ((p1 << 8) | p2).toString(16).toUpperCase().padStart(4, '0');
const hexTag = (tag: number): string => tag.toString(16).toUpperCase().padStart(4, '0');

/**
 * GET DATA (00 CB, P1 P2 a file): 5C 02 tag gives one object as tag, length, value. Of the application itself: 7F71, tries of the
 * PIN; 70 { 84 key, A5 { 7F49 80 } }, a public key. There is no PUK, so 7F73 is not found.
 */
export function getData(core: GidsCore, command: CommandApdu): Reply {
  const file = fileOf(command);
  if (file === EF_ATR) return isTagList(command.data, 0) ? answer(ATR_OBJECTS) : status(SW_WRONG_DATA);
  if (file === APPLICATION_FILE && command.data[0] === KEY_LIST) return publicKey(core.persistent(), command.data);
  if (!isTagList(command.data, 2)) return status(SW_WRONG_DATA);
  const tag = ((command.data[2] ?? 0) << 8) | (command.data[3] ?? 0);
  const state = core.persistent();
  if (file === APPLICATION_FILE) {
    const { left, max } = state.userPin;
    const tries = [encodeTlv(TRIES_LEFT, bytesOf(left)), encodeTlv(TRIES_MAX, bytesOf(max))];
    return tag === PIN_STATUS ? answer(encodeTlv(PIN_STATUS, ...tries)) : status(SW_REFERENCE_NOT_FOUND);
  }
  const access = state.files.find(({ id }) => id === file);
  if (access === undefined) return status(SW_FILE_NOT_FOUND);
  if (!isAllowed(core, access.read)) return status(SW_SECURITY_STATUS_NOT_SATISFIED);
  const object = state.objects.find((candidate) => candidate.file === file && candidate.tag === hexTag(tag));
  return object === undefined ? status(SW_REFERENCE_NOT_FOUND) : answer(encodeTlv(tag, Buffer.from(object.content, 'base64')));
}

/** PUT DATA (00 DB): one object into a file, in place of the one of its tag. Of the application itself: the admin key. */
export function putData(core: GidsCore, command: CommandApdu): Reply {
  const [object, ...more] = readTlvs(command.data) ?? [];
  if (object === undefined || more.length > 0) return status(SW_WRONG_DATA);
  const file = fileOf(command);
  const state = core.persistent();
  if (file === APPLICATION_FILE) return putAdminKey(core, object.tag, object.value);
  const access = state.files.find(({ id }) => id === file);
  if (access === undefined) return status(SW_FILE_NOT_FOUND);
  if (!isAllowed(core, access.write)) return status(SW_SECURITY_STATUS_NOT_SATISFIED);
  if (object.tag < 0x100 || object.tag > 0xffff) return status(SW_WRONG_DATA);
  const fresh = { file, tag: hexTag(object.tag), content: Buffer.from(object.value).toString('base64') };
  core.commit({ ...state, objects: [...state.objects.filter((kept) => kept.file !== file || kept.tag !== fresh.tag), fresh] });
  return status(SW_OK);
}

/** 70 { 84 80, A5 { 87 key(24), 88 … } }: what 88 says of the key file is of no interest here. */
function putAdminKey(core: GidsCore, tag: number, value: Uint8Array): Reply {
  const list = tag === KEY_LIST ? readTlvs(value) : undefined;
  const reference = list?.find((object) => object.tag === 0x84)?.value;
  const template = list?.find((object) => object.tag === 0xa5)?.value;
  const key = template === undefined ? undefined : readTlvs(template)?.find((object) => object.tag === 0x87)?.value;
  if (reference?.length !== 1 || reference[0] !== ADMIN_KEY_REFERENCE) return status(SW_REFERENCE_NOT_FOUND);
  if (key?.length !== ADMIN_KEY_LENGTH) return status(SW_WRONG_DATA);
  if (!isAllowed(core, ADMINISTRATOR)) return status(SW_SECURITY_STATUS_NOT_SATISFIED);
  const state = core.persistent();
  core.commit({ ...state, admin: { ...state.admin, key: Buffer.from(key).toString('base64') } });
  return status(SW_OK);
}

/** Read by hand: the "length" 80 of the innermost tag means "whatever there is". */
function publicKey(state: GidsState, request: Uint8Array): Reply {
  const reference = request[4];
  const asked = Buffer.from(request).toString('hex');
  if (reference === undefined || asked !== `70088401${reference.toString(16).padStart(2, '0')}a5037f4980`) return status(SW_WRONG_DATA);
  const key = state.keys.find((candidate) => candidate.reference === reference);
  if (key === undefined) return status(SW_REFERENCE_NOT_FOUND);
  const { modulus, exponent } = publicNumbers(rsaKey(key.privateKey));
  return answer(encodeTlv(PUBLIC_KEY, encodeTlv(0x81, modulus), encodeTlv(0x82, exponent)));
}

/** A tag list object (ISO 7816-4, 8.5.1) of this many bytes. */
function isTagList(data: Uint8Array, length: number): boolean {
  return data[0] === 0x5c && data[1] === length && data.length === 2 + length;
}
