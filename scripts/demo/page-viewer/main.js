/** A bare browser window: what a person's browser shows of the page in the mail. Started by the demo and the tests only. */
import { app, BrowserWindow } from 'electron';

const address = process.argv.find((argument) => /^https?:\/\//u.test(argument));
// Not awaited: Electron is ready only once this module has been evaluated.
void app.whenReady().then(() => new BrowserWindow({ width: 1100, height: 760, webPreferences: { sandbox: true } }).loadURL(address ?? 'about:blank'));
