import fc from 'fast-check';
import { z } from 'zod';
import type { Json } from '../../src-main/ports/change-feed.ts';

/** A reply as the contract has it, and what a server of another version would make of it. */
export interface ReplyMutant {
  readonly name: string;
  readonly reply: Json;
  /** Whether it says all that the contract asks for, whatever it says besides. */
  readonly taken: boolean;
}

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
}

/** A value, and its mutants by their path. */
interface Made {
  readonly value: Json;
  readonly mutants: readonly ReplyMutant[];
}

/** No version of the contract has it. */
export const OF_ANOTHER_VERSION = 'of-another-version';

/**
 * One reply of this schema with every optional field, every branch of a list's items, and next to it: each object with a field more, each
 * required field missing, each enumeration with a value nobody knows.
 */
export function repliesOf(schema: z.ZodType, seed: number): { readonly reply: Json; readonly mutants: readonly ReplyMutant[] } {
  const { value, mutants } = make(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema, '', seed);
  return { reply: value, mutants };
}

function make(schema: JsonSchema, path: string, seed: number): Made {
  const [branch] = branchesOf(schema);
  if (branch !== undefined) return make(branch, path, seed);
  if (schema.const !== undefined) return { value: schema.const, mutants: [unknown(path)] };
  if (schema.enum !== undefined) return { value: schema.enum[0] ?? null, mutants: [unknown(path)] };
  switch (schema.type) {
    case 'object':
      return madeObject(schema, path, seed);
    case 'array':
      return madeList(schema, path, seed);
    case 'string':
      return { value: text(schema, path, seed), mutants: [] };
    case 'integer':
    case 'number':
      return { value: Math.max(1, schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1), mutants: [] };
    case 'boolean':
      return { value: true, mutants: [] };
    case undefined:
      return { value: {}, mutants: [] };
    default:
      return { value: null, mutants: [] };
  }
}

/** The ways a value may be, without null where there is another. */
function branchesOf(schema: JsonSchema): readonly JsonSchema[] {
  const all = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  const some = all.filter(({ type }) => type !== 'null');
  return some.length > 0 ? some : all;
}

const unknown = (path: string): ReplyMutant => ({ name: `${path}: unknown value`, reply: OF_ANOTHER_VERSION, taken: false });

function madeObject(schema: JsonSchema, path: string, seed: number): Made {
  const made = Object.entries(schema.properties ?? {}).map(([key, property]) => [key, make(property, `${path}.${key}`, seed)] as const);
  const value = Object.fromEntries(made.map(([key, { value: own }]) => [key, own]));
  const within = made.flatMap(([key, { mutants }]) => mutants.map((mutant) => ({ ...mutant, reply: { ...value, [key]: mutant.reply } })));
  const more = { name: `${path}: a field more`, reply: { ...value, ofAnotherVersion: 1 }, taken: true };
  // Records have no field that nobody knows.
  const isRecord = typeof schema.additionalProperties === 'object' && schema.properties === undefined;
  const missing = (schema.required ?? []).filter((key) => key in value).map((key) => ({ name: `${path}.${key}: missing`, reply: without(value, key), taken: false }));
  return { value, mutants: [...within, ...(isRecord ? [] : [more]), ...missing] };
}

const without = (value: Readonly<Record<string, Json>>, key: string): Json => Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

function madeList(schema: JsonSchema, path: string, seed: number): Made {
  const { items = {} } = schema;
  const branches = schema.prefixItems ?? branchesOf(items);
  const kinds = branches.length > 0 ? branches : Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => items);
  const made = kinds.map((kind, index) => make(kind, `${path}[${index}]`, seed));
  const value = made.map((one) => one.value);
  return { value, mutants: made.flatMap(({ mutants }, index) => mutants.map((mutant) => ({ ...mutant, reply: value.with(index, mutant.reply) }))) };
}

/** Plain words first: a look-ahead, or a property of Unicode, is nothing a generator can be asked for. */
const WORDS = ['x', 'Camille', 'camille.durand@atelier-martin.example', '2026-11-20', '2026-11-20T10:00:00Z', '+33639985678', 'https://authority.example/x', '12'] as const;

/** Fields whose form is more than a pattern: check digits, the zones there are, an order. */
const BY_FIELD: Readonly<Record<string, string>> = { siren: '732829320', siret: '73282932000074', timeZone: 'Europe/Paris', from: '09:00', to: '12:00' };

function text({ pattern, minLength }: JsonSchema, path: string, seed: number): string {
  const field = BY_FIELD[path.slice(path.lastIndexOf('.') + 1)];
  if (field !== undefined) return field;
  if (pattern === undefined) return 'x'.repeat(Math.max(1, minLength ?? 1));
  const form = new RegExp(pattern, 'u');
  return WORDS.find((word) => form.test(word) && word.length >= (minLength ?? 0)) ?? fc.sample(fc.stringMatching(form), { numRuns: 1, seed })[0] ?? '';
}
