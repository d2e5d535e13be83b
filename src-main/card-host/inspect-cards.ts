import process from 'node:process';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { CardInspection } from '../ports/card-host.ts';
import type { Clock } from '../ports/clock.ts';
import { bugOf, type Log } from '../ports/log.ts';
import { PcscError, type CardConnection, type ReaderStatus, type SmartCardService } from '../ports/smart-card-service.ts';
import type { KnownReader } from './known-reader.ts';
import type { ReaderBoard } from './reader-board.ts';
import { closeConnection } from './token-link.ts';

interface InspectionDeps {
  readonly services: readonly SmartCardService[];
  readonly board: ReaderBoard;
  readonly clock: Clock;
  readonly log: Log;
  readonly isHeld: (readerId: string) => boolean;
}

type ReaderFacts = Pick<CardInspection['readers'][number], 'pinpad' | 'driver'>;

/** A reader that does not say what it is within this time is listed without. */
const INSPECT_LIMIT_MS = 2000;
const NOTHING_TOLD: ReaderFacts = { pinpad: null, driver: null };

/**
 * What diagnosis shows beyond the snapshot. A reader tells of itself over a shared connection, so only one with a card that
 * answers and that nobody keeps is asked; the card itself is sent nothing.
 */
export async function inspectCards({ services, board, clock, log, isHeld }: InspectionDeps): Promise<CardInspection> {
  await board.list();
  const readers = board.readers().map(async (reader) => {
    const { status, readerId } = reader;
    const state = stateOf(status);
    const asked = state === 'present' && !isHeld(readerId) ? within(clock, askReader(reader, log)) : NOTHING_TOLD;
    const atr = status.present ? Buffer.from(status.atr).toString('hex').toUpperCase() : '';
    return { readerId, name: status.name, virtual: status.virtual, state, atr, ...(await asked) };
  });
  return {
    libraryVersion: services.find(({ libraryVersion }) => libraryVersion !== null)?.libraryVersion ?? null,
    problem: board.snapshot().serviceProblem,
    readers: await Promise.all(readers),
  };
}

function stateOf(status: ReaderStatus): CardInspection['readers'][number]['state'] {
  if (!status.present) return 'empty';
  if (status.mute) return 'mute';
  return status.exclusive ? 'exclusive' : 'present';
}

const within = (clock: Clock, facts: Promise<ReaderFacts>): Promise<ReaderFacts> =>
  Promise.race([facts, clock.sleep(INSPECT_LIMIT_MS).then(() => NOTHING_TOLD)]);

/** In the reader's queue, so that no entry meets this connection. Never throws: what is not told is null. */
async function askReader(reader: KnownReader, log: Log): Promise<ReaderFacts> {
  return told(log, NOTHING_TOLD, () =>
    reader.queue.run(async () => {
      const connection = await reader.service.connect(reader.status.name, 'shared');
      try {
        return {
          pinpad: await told(log, null, () => hasPinpad(connection)),
          driver: await driverOf(async (id) => told(log, null, () => connection.attribute(id))),
        };
      } finally {
        await closeConnection(connection, 'leave');
      }
    }),
  );
}

async function told<T>(log: Log, nothing: T, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof PcscError || error instanceof AppError)) log.event('card.bug', { where: bugOf(error) });
    return nothing;
  }
}

/** PC/SC part 10, 2.2: asks a reader for its features. SCARD_CTL_CODE(3400), which differs by system (winsmcrd.h, reader.h). */
const FEATURE_REQUEST = 3400;
const CM_IOCTL_GET_FEATURE_REQUEST = process.platform === 'win32' ? (0x31 << 16) | (FEATURE_REQUEST << 2) : 0x4200_0000 + FEATURE_REQUEST;
/** FEATURE_VERIFY_PIN_START, FEATURE_VERIFY_PIN_DIRECT: the reader has keys of its own. */
const VERIFY_FEATURES: ReadonlySet<number> = new Set([0x01, 0x06]);
/** Each feature is a TLV of six bytes: tag, length 4, control code. */
const FEATURE_LENGTH = 6;

async function hasPinpad(connection: CardConnection): Promise<boolean | null> {
  const features = await connection.control(CM_IOCTL_GET_FEATURE_REQUEST, new Uint8Array(0));
  if (features.length % FEATURE_LENGTH !== 0) return null;
  return features.some((tag, index) => index % FEATURE_LENGTH === 0 && VERIFY_FEATURES.has(tag));
}

/** PC/SC part 3, 3.1.5: vendor, type and version of the reader's driver. */
const SCARD_ATTR_VENDOR_NAME = 0x0001_0100;
const SCARD_ATTR_VENDOR_IFD_TYPE = 0x0001_0101;
const SCARD_ATTR_VENDOR_IFD_VERSION = 0x0001_0102;
const NAME_MAX = 100;

async function driverOf(attribute: (id: number) => Promise<Uint8Array | null>): Promise<string | null> {
  const vendor = nameOf(await attribute(SCARD_ATTR_VENDOR_NAME));
  const type = nameOf(await attribute(SCARD_ATTR_VENDOR_IFD_TYPE));
  const version = versionOf(await attribute(SCARD_ATTR_VENDOR_IFD_VERSION));
  const parts = [vendor, type, version].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(' ');
}

/** A name of printable ASCII, without the zero that ends it. */
function nameOf(value: Uint8Array | null): string | null {
  const text = Buffer.from(value ?? []).toString('latin1').replaceAll(/[^\u0020-\u007E]/gu, '').trim().slice(0, NAME_MAX);
  return text === '' ? null : text;
}

/** A DWORD of this machine's byte order, 0xMMmmbbbb: major, minor, build. */
function versionOf(value: Uint8Array | null): string | null {
  const [build0, build1, minor, major] = value ?? [];
  if (value?.length !== 4 || build0 === undefined || build1 === undefined) return null;
  return `${major}.${minor}.${build1 * 0x100 + build0}`;
}
