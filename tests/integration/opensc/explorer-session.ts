import { spawn } from 'node:child_process';
import { once } from 'node:events';

const ANSWER_WAIT_MS = 20_000;

/** opensc-explorer kept open: one card session in which a test sends commands that depend on answers. */
export interface ExplorerSession {
  /** Sends an APDU, hexadecimal; gives the status word and the first `length` bytes of the response data, hexadecimal. */
  apdu(command: string, length?: number): Promise<{ readonly sw: string; readonly data: string }>;
  close(): Promise<void>;
}

export function openExplorer(): ExplorerSession {
  const explorer = spawn('opensc-explorer', [], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(explorer, 'exit');
  let output = '';
  let heard = (): void => undefined;
  explorer.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    heard();
  });
  const until = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`opensc-explorer said nothing like ${pattern}: ${output}`)), ANSWER_WAIT_MS);
      heard = () => {
        const match = pattern.exec(output);
        if (match === null) return;
        clearTimeout(limit);
        heard = () => undefined;
        resolve(match);
      };
      heard();
    });
  return {
    apdu: async (command, length = 0) => {
      await until(/OpenSC \[\w*\]> $/u);
      output = '';
      explorer.stdin.write(`apdu ${command.match(/../gu)?.join(':') ?? ''}\n`);
      // The dump beside the bytes ends before the next prompt; lines of 16 bytes, three columns each, then their text.
      const [, sw1 = '', sw2 = '', dump = ''] = await until(/\(SW1=0x(..), SW2=0x(..)\):?\n([\s\S]*)OpenSC \[\w*\]> $/u);
      const columns = dump.split('\n').map((line) => line.slice(0, 48)).join('').replaceAll(' ', '');
      return { sw: `${sw1}${sw2}`, data: columns.slice(0, 2 * length) };
    },
    close: async () => {
      explorer.stdin.end('quit\n');
      await ended;
    },
  };
}
