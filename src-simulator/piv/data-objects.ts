import { Buffer } from 'node:buffer';
import type { CommandApdu } from '../card/apdu.ts';
import {
  answer, status, SW_FILE_NOT_FOUND, SW_INCORRECT_P1_P2, SW_OK, SW_SECURITY_STATUS_NOT_SATISFIED, SW_WRONG_DATA,
} from '../card/status-word.ts';
import type { Reply } from '../card/status-word.ts';
import { bytesOf, encodeTlv, readTlvs } from '../card/tlv.ts';
import type { PivCore } from './piv-core.ts';
import { DISCOVERY, PIN_PROTECTED } from './piv-objects.ts';
import { PIV_AID } from './select.ts';

const TAG_LIST = 0x5c;
const DATA = 0x53;

/** Discovery object (SP 800-73-4 part 1, 3.3.2): the AID, and the PIN usage policy "PIV Card Application PIN only". */
const DISCOVERY_OBJECT = encodeTlv(0x7e, encodeTlv(0x4f, Buffer.from(PIV_AID, 'hex')), encodeTlv(0x5f2f, bytesOf(0x40, 0x00)));

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

/** GET DATA (SP 800-73-4 part 2, 3.1.2): 5C tag in, 53 content out; the discovery object comes under its own tag. */
export function getData(core: PivCore, { p1, p2, data }: CommandApdu): Reply {
  if (p1 !== 0x3f || p2 !== 0xff) return status(SW_INCORRECT_P1_P2);
  const [list, ...more] = readTlvs(data) ?? [];
  if (list?.tag !== TAG_LIST || more.length > 0) return status(SW_WRONG_DATA);
  const tag = hex(list.value);
  if (tag === DISCOVERY) return answer(DISCOVERY_OBJECT);
  if (PIN_PROTECTED.has(tag) && !core.volatile.pinVerified) return status(SW_SECURITY_STATUS_NOT_SATISFIED);
  const object = core.persistent().objects.find((candidate) => candidate.tag === tag);
  return object === undefined ? status(SW_FILE_NOT_FOUND) : answer(encodeTlv(DATA, Buffer.from(object.content, 'base64')));
}

/** PUT DATA (3.3.1), for the administrator: 5C tag, 53 content. Empty content takes the object away, as Yubico's tools expect. */
export function putData(core: PivCore, { p1, p2, data }: CommandApdu): Reply {
  if (p1 !== 0x3f || p2 !== 0xff) return status(SW_INCORRECT_P1_P2);
  const [list, content, ...more] = readTlvs(data) ?? [];
  if (list?.tag !== TAG_LIST || content?.tag !== DATA || more.length > 0 || list.value.length !== 3) return status(SW_WRONG_DATA);
  if (!core.volatile.adminAuthenticated) return status(SW_SECURITY_STATUS_NOT_SATISFIED);
  const tag = hex(list.value);
  const state = core.persistent();
  const others = state.objects.filter((kept) => kept.tag !== tag);
  const fresh = { tag, content: Buffer.from(content.value).toString('base64') };
  core.commit({ ...state, objects: content.value.length === 0 ? others : [...others, fresh] });
  return status(SW_OK);
}
