// What `electron <folder> [arguments]` runs where the runtime came without Electron's own default_app.
// As an ES module it holds `ready` back until the application's entry has been evaluated.
import { app } from 'electron';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const preloads = [];
let folder = null;
for (let i = 1; i < process.argv.length && folder === null; i++) {
  const argument = process.argv[i];
  if (argument === '--version' || argument === '-v') {
    console.log(`v${process.versions.electron}`);
    process.exit(0);
  } else if (argument === '-r' || argument === '--require') {
    i++;
    preloads.push(process.argv[i]);
  } else if (!argument.startsWith('-')) {
    folder = path.resolve(argument);
  }
}

const description = folder === null ? null : path.join(folder, 'package.json');
if (description === null || !existsSync(description)) {
  console.error('usage: electron [-r module] <folder with package.json> [arguments]');
  process.exit(1);
}

Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
const { main, name, productName, version } = JSON.parse(readFileSync(description, 'utf8'));
if (version !== undefined) app.setVersion(version);
app.name = productName ?? name ?? 'Electron';
app.setAppPath(folder);

const require = createRequire(path.join(folder, 'package.json'));
for (const module of preloads) require(module);
await import(pathToFileURL(path.join(folder, main ?? 'index.js')).href);
