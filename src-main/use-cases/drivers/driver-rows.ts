import type { DriverRow } from '../../../src-shared/domain/account-views.ts';
import type { Language, TokenView } from '../../../src-shared/domain/views.ts';
import type { DriverReply } from '../../../src-shared/http/drivers.ts';
import type { InstalledDriver } from '../../ports/installed-software.ts';
import { isOlder } from './compare-versions.ts';

const OS: Readonly<Partial<Record<NodeJS.Platform, DriverReply['systems'][number]['os']>>> = { linux: 'linux', win32: 'windows', darwin: 'macos' };

/** What the provider offers for this system. */
export function offeredHere(offered: readonly DriverReply[], platform: NodeJS.Platform, architecture: string): readonly DriverReply[] {
  return offered.filter(({ systems }) => systems.some(({ os, arch }) => os === OS[platform] && arch === architecture));
}

/** One row for each piece of software: this program first, then what is offered, then what else is there. */
export function driverRows(known: {
  readonly tokens: readonly TokenView[];
  /** For this system. */
  readonly offered: readonly DriverReply[];
  readonly installed: readonly InstalledDriver[];
  readonly language: Language;
}): readonly DriverRow[] {
  const { tokens, installed, language } = known;
  const models = new Set(tokens.flatMap(({ model }) => (model === null ? [] : [model.toLowerCase()])));
  const forToken = known.offered.filter((driver) => driver.models.some((model) => models.has(model.toLowerCase())));
  const offered = forToken.length > 0 ? forToken : known.offered;
  const reads = tokens.some(({ profile }) => profile !== null);
  const taken = new Set<string>();
  const rows = offered.map((driver): DriverRow => {
    const found = installed.find(({ name }) => isOf(name, driver));
    if (found !== undefined) taken.add(found.id);
    const { id, names, version, size, sha256 } = driver;
    return { id, name: names[language], state: stateOf(driver, found), installedVersion: found?.version ?? null, offered: { version, size, sha256 } };
  });
  return [
    ...(reads ? [{ id: 'clavis', name: 'Clavis', state: 'notNeeded', installedVersion: null, offered: null } as const] : []),
    ...rows,
    ...installed.filter(({ id }) => !taken.has(id)).map(({ id, name, version }): DriverRow => ({ id, name, state: 'installed', installedVersion: version, offered: null })),
  ];
}

function stateOf({ needed, version }: DriverReply, found: InstalledDriver | undefined): DriverRow['state'] {
  if (found === undefined) return needed === 'never' ? 'notNeeded' : 'missing';
  if (found.version === null) return 'unknown';
  return isOlder(found.version, version) ? 'outdated' : 'installed';
}

/** The name of a module as a word of the offer's: no list says more. */
function isOf(name: string, { names, id }: DriverReply): boolean {
  const words = [id, names.fr, names.en].flatMap((text) => text.toLowerCase().split(/[^a-z0-9]+/u));
  return words.includes(name.toLowerCase().replace(/\.(?:so|dll|dylib)$/u, ''));
}
