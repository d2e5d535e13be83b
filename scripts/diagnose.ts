/**
 * `npm run diagnose`: the diagnosis of the app without the app. Exit status: 0 nothing failed, 1 something did, 2 usage.
 * It spends no try of a PIN and sends no secret.
 */
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { readFileSync } from 'node:fs';
import type { DiagnosticFactName, DiagnosticLine, DiagnosticReport } from '../src-shared/domain/diagnostics.ts';
import { DIAGNOSTIC_VALUES, type DiagnosticValue } from '../src-shared/domain/diagnostics.ts';
import type { Language } from '../src-shared/domain/views.ts';
import { ERROR_TABLE } from '../src-shared/errors/error-table.ts';
import { english } from '../src-shared/messages/en/english.ts';
import { errors as englishErrors } from '../src-shared/messages/en/errors.ts';
import { errors as frenchErrors } from '../src-shared/messages/fr/errors.ts';
import { french } from '../src-shared/messages/fr/french.ts';
import { authorityHttp } from '../src-main/adapters/authority-http/authority-http.ts';
import { CardHostProcess } from '../src-main/adapters/card-host-process/card-host-process.ts';
import { spawnNodeHost } from '../src-main/adapters/card-host-process/host-child.ts';
import { Pkcs11Process } from '../src-main/adapters/pkcs11-process/pkcs11-process.ts';
import { readSystemFacts, systemSources } from '../src-main/adapters/system-facts/system-facts.ts';
import { systemClock } from '../src-main/app/system-clock.ts';
import type { Log } from '../src-main/ports/log.ts';
import { runDiagnosis } from '../src-main/use-cases/diagnostics/run-diagnosis.ts';
import { ADDON_PATH, PKCS11_NATIVE_PATH } from './native-paths.ts';

const WORDS = {
  fr: {
    ...french.diagnostics,
    errors: frenchErrors,
    cause: 'Cause',
    fix: 'Que faire',
    colon: '\u202F: ',
    usage: `Usage : npm run diagnose -- [--json] [--lang fr|en] [--authority URL] [--module FICHIER]

  --json            un document JSON au lieu d’une liste
  --lang fr|en      langue de la liste (fr)
  --authority URL   vérifie aussi cette autorité et l’horloge
  --module FICHIER  un module PKCS#11 de plus, par son chemin absolu

Code de sortie : 0 rien n’a échoué, 1 un contrôle a échoué, 2 mauvais usage. Aucun essai de code PIN n’est consommé.`,
  },
  en: {
    ...english.diagnostics,
    errors: englishErrors,
    cause: 'Cause',
    fix: 'What to do',
    colon: ': ',
    usage: `Usage: npm run diagnose -- [--json] [--lang fr|en] [--authority URL] [--module FILE]

  --json            one JSON document in place of a list
  --lang fr|en      language of the list (fr)
  --authority URL   checks this authority and the clock, too
  --module FILE     one more PKCS#11 module, by its absolute path

Exit status: 0 nothing failed, 1 a check failed, 2 wrong usage. No PIN try is spent.`,
  },
} as const;

interface Options {
  readonly json: boolean;
  readonly language: Language;
  readonly authority: string | null;
  readonly modules: readonly string[];
}

/** @returns null for a request of help. @throws Error for a wrong use */
function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      lang: { type: 'string', default: 'fr' },
      authority: { type: 'string' },
      module: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  if (values.lang !== 'fr' && values.lang !== 'en') throw new Error(`--lang ${values.lang}`);
  if (values.authority !== undefined && !/^https?:$/u.test(URL.parse(values.authority)?.protocol ?? '')) throw new Error(`--authority ${values.authority}`);
  return { json: values.json, language: values.lang, authority: values.authority ?? null, modules: values.module };
}

async function diagnose({ authority, modules }: Options): Promise<DiagnosticReport> {
  const clock = systemClock;
  const log: Log = { event: () => undefined };
  const program = join(import.meta.dirname, '../src-main');
  const cards = new CardHostProcess({
    spawn: () => spawnNodeHost(join(program, 'card-host/host-process.ts')),
    config: { pcscAddonPath: ADDON_PATH, virtualCardPath: null, virtualFaults: null },
    clock,
    log,
  });
  const pkcs11 = new Pkcs11Process({
    spawn: () => spawnNodeHost(join(program, 'pkcs11/pkcs11-process.ts')),
    config: { nativePath: PKCS11_NATIVE_PATH, hardenPath: ADDON_PATH },
    search: () => ({ platform: process.platform, added: modules }),
    clock,
    log,
  });
  try {
    await cards.refresh();
    return await runDiagnosis({
      cards,
      pkcs11,
      system: () => readSystemFacts(systemSources(process.env, process.platform, process.arch)),
      authority: authority === null ? null : authorityHttp({ baseUrl: new URL(authority).origin, embeddedToken: null, clock, log }),
      clock,
      appVersion: version(),
      electronVersion: null,
    });
  } finally {
    await Promise.all([cards.close(), pkcs11.close()]);
  }
}

function version(): string {
  const read: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'));
  return typeof read === 'object' && read !== null && 'version' in read ? String(read.version) : '?';
}

const MARKS = { ok: '✓', warning: '!', failed: '✗', notDone: '·' } as const;

function render({ lines }: DiagnosticReport, language: Language): string {
  const words = WORDS[language];
  return lines.map((line) => renderLine(line, words)).join('\n');
}

function renderLine({ id, status, problem, facts }: DiagnosticLine, words: (typeof WORDS)[Language]): string {
  const head = `${MARKS[status]} ${words.titles[id]}${words.colon}${words.statuses[status]}`;
  const told = Object.entries(facts).map(([name, value]) => `    ${words.facts[name as DiagnosticFactName]}${words.colon}${valueOf(name, value, words)}`);
  if (problem === null) return [head, ...told].join('\n');
  const { title, cause, fix, detail } = { detail: undefined, ...words.errors[problem.code] };
  const said = detail?.replaceAll(/\{\{(\w+)\}\}/gu, (_, name: string) => String(problem.details[name] ?? '')) ?? '';
  const because = detail !== undefined && Object.keys(problem.details).length > 0 ? said : cause;
  return [
    `${head} (${ERROR_TABLE[problem.code].id})`,
    `    ${title}`,
    `    ${words.cause}${words.colon}${because}`,
    `    ${words.fix}${words.colon}${fix}`,
    ...told,
  ].join('\n');
}

function valueOf(name: string, value: string | number | boolean, words: (typeof WORDS)[Language]): string {
  if (typeof value === 'boolean') return value ? words.values.yes : words.values.no;
  const lists: Readonly<Record<string, readonly string[]>> = DIAGNOSTIC_VALUES;
  return lists[name]?.includes(String(value)) === true ? words.values[value as DiagnosticValue] : String(value);
}

async function main(): Promise<number> {
  let options: Options | null;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : ''}\n\n${WORDS.fr.usage}`);
    return 2;
  }
  if (options === null) {
    const language = process.argv.includes('en') ? 'en' : 'fr';
    console.log(WORDS[language].usage);
    return 0;
  }
  const report = await diagnose(options);
  console.log(options.json ? JSON.stringify(report) : render(report, options.language));
  return report.lines.some(({ status }) => status === 'failed') ? 1 : 0;
}

process.exitCode = await main();
