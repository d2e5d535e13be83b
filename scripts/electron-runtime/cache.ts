import { homedir } from 'node:os';
import path from 'node:path';

/** Where what was fetched once stays, outside `node_modules` so that `npm ci` keeps it. */
export const CACHE_FOLDER = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'clavis');
