import { Buffer } from 'node:buffer';
import { deflateSync, inflateSync } from 'node:zlib';
import type { KeyUsage } from '../personalisation/rehearsal-certificates.ts';
import type { GidsState } from './gids-state.ts';

/** A key container as the minidriver files describe it. */
interface GidsContainer {
  readonly name: string;
  readonly usage: KeyUsage;
  readonly certificate: Uint8Array;
}

/** Files of data objects with their access (Windows smart card minidriver specification, annex on GIDS; OpenSC makes the same). */
export const GIDS_FILES: GidsState['files'] = [
  { id: 'A000', write: 0x30, read: 0x00 },
  { id: 'A010', write: 0x30, read: 0x00 },
  { id: 'A011', write: 0x30, read: 0xff },
  { id: 'A012', write: 0x20, read: 0x00 },
  { id: 'A013', write: 0x30, read: 0x30 },
  { id: 'A014', write: 0x20, read: 0x20 },
];

const MASTER_FILE = { file: 'A000', tag: 'DF1F' };
const KEY_MAP = { file: 'A000', tag: 'DF20' };
const CARD_ID = { file: 'A012', tag: 'DF20' };
const CARD_APPLICATIONS = { file: 'A010', tag: 'DF21' };
const CARD_CACHE = { file: 'A010', tag: 'DF22' };
const CONTAINER_MAP = { file: 'A010', tag: 'DF23' };
const FIRST_CERTIFICATE = 0xdf24;

const DIRECTORY = 'mscp';
const NAME_LENGTH = 9;
const RECORD_LENGTH = 28;
const CONTAINER_RECORD_LENGTH = 86;
const CONTAINER_NAME_LENGTH = 40;
const KEY_RECORD_LENGTH = 12;
const VALID_CONTAINER = 1;
const DEFAULT_CONTAINER = 2;
const RSA_2048 = 0x07;
const MODULUS_BITS = 2048;
/** Key types of the key map: AT_KEYEXCHANGE, AT_SIGNATURE. */
const KEY_EXCHANGE = 0x9a;
const SIGNATURE = 0x9c;
/** Of a key file, B081 for the first container. */
const FIRST_KEY_FILE = 0xb081;

interface Place {
  readonly file: string;
  readonly tag: string;
}

/** The objects of a personalised card: the file system of the minidriver, its containers and their certificates. */
export function gidsObjects(cardId: Uint8Array, containers: readonly GidsContainer[]): GidsState['objects'] {
  const certificates = containers.map((container, index) => ({
    name: certificateName(container.usage, index),
    place: { file: 'A010', tag: (FIRST_CERTIFICATE + index).toString(16).toUpperCase() },
    content: compressed(container.certificate),
  }));
  const records = [
    record(DIRECTORY, '', { file: 'A000', tag: '0000' }),
    record('', 'cardid', CARD_ID),
    record('', 'cardapps', CARD_APPLICATIONS),
    record('', 'cardcf', CARD_CACHE),
    record(DIRECTORY, 'cmapfile', CONTAINER_MAP),
    ...certificates.map(({ name, place }) => record(DIRECTORY, name, place)),
  ];
  return [
    object(MASTER_FILE, Buffer.concat([Buffer.from([0x01]), ...records])),
    object(KEY_MAP, Buffer.concat([Buffer.from([0x01]), ...containers.map(keyRecord)])),
    object(CARD_ID, cardId),
    object(CARD_APPLICATIONS, Buffer.from(DIRECTORY.padEnd(8, '\0'), 'latin1')),
    object(CARD_CACHE, Buffer.alloc(6)),
    object(CONTAINER_MAP, Buffer.concat(containers.map(containerRecord))),
    ...certificates.map(({ place, content }) => object(place, content)),
  ];
}

/** The certificates of a card, DER, in the order of their containers. */
export function gidsCertificates(state: GidsState): readonly Uint8Array[] {
  return state.keys.flatMap((_, index) => {
    const tag = (FIRST_CERTIFICATE + index).toString(16).toUpperCase();
    const kept = state.objects.find((candidate) => candidate.file === 'A010' && candidate.tag === tag);
    return kept === undefined ? [] : [Uint8Array.from(inflateSync(Buffer.from(kept.content, 'base64').subarray(4)))];
  });
}

const isSignature = (usage: KeyUsage): boolean => usage === 'signature';

/** ksc00 for a signature container, kxc00 for a key exchange one; the number is that of the container. */
function certificateName(usage: KeyUsage, index: number): string {
  return `${isSignature(usage) ? 'ksc' : 'kxc'}${index.toString(16).toUpperCase().padStart(2, '0')}`;
}

function object(place: Place, content: Uint8Array): GidsState['objects'][number] {
  return { ...place, content: Buffer.from(content).toString('base64') };
}

/** Directory and name of nine bytes each, two to align, tag and file as four bytes little-endian. */
function record(directory: string, name: string, place: Place): Buffer {
  const bytes = Buffer.alloc(RECORD_LENGTH);
  bytes.write(directory, 0, NAME_LENGTH - 1, 'latin1');
  bytes.write(name, NAME_LENGTH, NAME_LENGTH - 1, 'latin1');
  bytes.writeUInt32LE(Number.parseInt(place.tag, 16), 20);
  bytes.writeUInt32LE(Number.parseInt(place.file, 16), 24);
  return bytes;
}

/** CONTAINER_MAP_RECORD of the minidriver specification: name in UTF-16, flags, sizes of signature and exchange key. */
function containerRecord({ name, usage }: GidsContainer, index: number): Buffer {
  const bytes = Buffer.alloc(CONTAINER_RECORD_LENGTH);
  bytes.write(name, 0, 2 * (CONTAINER_NAME_LENGTH - 1), 'utf16le');
  bytes[80] = VALID_CONTAINER | (index === 0 ? DEFAULT_CONTAINER : 0);
  bytes.writeUInt16LE(MODULUS_BITS, isSignature(usage) ? 82 : 84);
  return bytes;
}

function keyRecord({ usage }: GidsContainer, index: number): Buffer {
  const bytes = Buffer.alloc(KEY_RECORD_LENGTH);
  bytes.writeUInt32LE(1, 0);
  bytes[4] = RSA_2048;
  bytes[5] = isSignature(usage) ? SIGNATURE : KEY_EXCHANGE;
  bytes.writeUInt16LE(FIRST_KEY_FILE + index, 6);
  bytes.writeUInt16LE(0xffff, 8);
  return bytes;
}

/** The minidriver's compression: 0001, size of the original (little-endian both), zlib. */
function compressed(certificate: Uint8Array): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16LE(1, 0);
  header.writeUInt16LE(certificate.length, 2);
  return Buffer.concat([header, deflateSync(certificate)]);
}
