import { app } from 'electron';
import { APP_SCHEME } from '../../src-shared/links/unblock-link.ts';
import { deepLinkIn } from './deep-link-in.ts';

/**
 * Hands every link the system gives us to `receive`: our own command line, a second instance's, macOS's event. Call before `ready`.
 * @param onSecondInstance the person started us again: show the window that is there
 */
export function receiveDeepLinks(receive: (link: string) => void, onSecondInstance: () => void): void {
  const receiveFrom = (argv: readonly string[]): void => {
    const link = deepLinkIn(argv);
    if (link !== null) receive(link);
  };
  app.on('open-url', (event, address) => {
    event.preventDefault();
    receiveFrom([address]);
  });
  app.on('second-instance', (_event, argv) => {
    onSecondInstance();
    receiveFrom(argv);
  });
  // `--` ends the switches: what follows in a link's text is never one. A development start leaves the system's registry alone;
  // on Linux the package's desktop entry says the same, and no helper has to be looked up on the PATH.
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient(APP_SCHEME, process.execPath, ['--']);
  receiveFrom(process.argv.slice(1));
}
