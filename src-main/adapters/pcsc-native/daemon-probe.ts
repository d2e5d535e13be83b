import { Buffer } from 'node:buffer';
import { connect } from 'node:net';
import process from 'node:process';

/**
 * What is behind pcsc-lite's socket, which its library does not tell apart:
 * `absent` nobody listens; `forbidden` the socket may not be opened (a sandbox, file rights); `refused` the daemon takes the
 * connection and closes it (polkit said no); `silent` no answer in time; `answers` it speaks, with the version of its protocol.
 */
export type DaemonProbe =
  | { readonly kind: 'absent' | 'forbidden' | 'refused' | 'silent' }
  | { readonly kind: 'answers'; readonly protocol: string };

/** pcsc-lite 1.9, winscard_msg.h: a message is its length and its command, then its body; CMD_VERSION has major, minor, result. */
const CMD_VERSION = 0x11;
const VERSION_BYTES = 12;
/** What pcsc-lite 1.9 and 2.0 speak; any daemon says its own in answer. */
const PROTOCOL = [4, 4] as const;
const ANSWER_WAIT_MS = 1000;

/** The daemon's socket (PCSCLITE_CSOCK_NAME, as the library reads it). */
export const socketPath = (): string => process.env['PCSCLITE_CSOCK_NAME'] ?? '/run/pcscd/pcscd.comm';

/** Asks pcsc-lite's daemon for its version, as its library does first of all. Never throws. */
export function probeDaemon(path: string = socketPath()): Promise<DaemonProbe> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let connected = false;
    let heard = Buffer.alloc(0);
    const end = (found: DaemonProbe): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(found);
    };
    const timer = setTimeout(() => end({ kind: 'silent' }), ANSWER_WAIT_MS);
    socket.once('connect', () => {
      connected = true;
      socket.write(question());
    });
    socket.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk]);
      if (heard.length >= VERSION_BYTES) end({ kind: 'answers', protocol: `${readInt(heard, 0)}:${readInt(heard, 4)}` });
    });
    socket.once('close', () => end({ kind: 'refused' }));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EACCES' || error.code === 'EPERM') end({ kind: 'forbidden' });
      else end({ kind: connected ? 'refused' : 'absent' });
    });
  });
}

/** Integers travel in the machine's own order; every machine this runs on is little-endian. */
const readInt = (bytes: Buffer, at: number): number => bytes.readInt32LE(at);

function question(): Uint8Array {
  const message = Buffer.alloc(8 + VERSION_BYTES);
  message.writeUInt32LE(VERSION_BYTES, 0);
  message.writeUInt32LE(CMD_VERSION, 4);
  message.writeInt32LE(PROTOCOL[0], 8);
  message.writeInt32LE(PROTOCOL[1], 12);
  return message;
}
