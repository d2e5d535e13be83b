import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

type Options<Names extends Readonly<Record<string, 'string' | 'boolean'>>> = {
  readonly [Name in keyof Names]?: Names[Name] extends 'string' ? string : boolean;
};

/**
 * The options of a command, each at most once, and what stands beside them.
 * @throws UsageError that names an option and never repeats a value: it may be a secret in the wrong place.
 */
export function readOptions<const Names extends Readonly<Record<string, 'string' | 'boolean'>>>(
  args: readonly string[],
  names: Names,
): { readonly values: Options<Names>; readonly positionals: readonly string[] } {
  const options = Object.fromEntries(Object.entries(names).map(([name, type]) => [name, { type, multiple: true as const }]));
  let parsed: { values: Readonly<Record<string, unknown>>; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (cause) {
    const named = /^(?:Unknown option |Option )'(?:-[a-z], )?(--[a-z-]{2,30})/u.exec(cause instanceof Error ? cause.message : '')?.[1];
    throw new UsageError(`${named ?? 'an option'} is not known, or its value is missing or one too many; see --help`);
  }
  const values: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(parsed.values)) {
    if (!Array.isArray(given) || given.length !== 1) throw new UsageError(`--${name} is given more than once`);
    [values[name]] = given as unknown[];
  }
  return { values: values as Options<Names>, positionals: parsed.positionals };
}
