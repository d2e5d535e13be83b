import { alternatives, type JsonSchema } from './json-schema.ts';

/** One field as a person reads it. */
export interface SchemaRow {
  /** `items[].seq` */
  readonly path: string;
  /** `text, 1 to 200 characters`, `one of: fr, en`, `… or null`. */
  readonly type: string;
  readonly required: boolean;
}

/** The fields of a schema, those within others after them, in the order of the contract. */
export function schemaRows(schema: JsonSchema, prefix = ''): readonly SchemaRow[] {
  const rows: SchemaRow[] = [];
  for (const one of alternatives(schema)) {
    for (const [name, field] of Object.entries(one.properties ?? {})) {
      const path = prefix === '' ? name : `${prefix}.${name}`;
      rows.push({ path, type: typeText(field), required: one.required?.includes(name) ?? false }, ...schemaRows(field, path));
    }
    if (one.items !== undefined) rows.push(...schemaRows(one.items, `${prefix}[]`));
  }
  return rows;
}

/** What a value may be, in few words. */
export function typeText(schema: JsonSchema): string {
  const choices = alternatives(schema);
  return choices.length > 1 ? choices.map(oneText).join(' or ') : oneText(schema);
}

function oneText(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.length > 12 ? `one of ${schema.enum.length} words` : `one of: ${schema.enum.map(String).join(', ')}`;
  const { type } = schema;
  switch (type) {
    case 'string':
      return textText(schema);
    case 'integer':
    case 'number':
      return `${type}${rangeText(schema.minimum, schema.maximum, '')}`;
    case 'array':
      return `list${rangeText(schema.minItems, schema.maxItems, ' entries')} of ${schema.items === undefined ? 'anything' : typeText(schema.items)}`;
    case undefined:
      return schema.anyOf === undefined && schema.oneOf === undefined ? 'bytes' : typeText(schema);
    default:
      return typeof type === 'string' ? type : typeText(schema);
  }
}

function textText({ format, pattern, minLength, maxLength }: JsonSchema): string {
  if (format !== undefined) return format;
  return `text${rangeText(minLength, maxLength, ' characters')}${pattern === undefined ? '' : ` like ${pattern}`}`;
}

/** Bounds that are only those of a double are none. */
function rangeText(min: number | undefined, max: number | undefined, unit: string): string {
  const low = min === undefined || min <= Number.MIN_SAFE_INTEGER ? null : min;
  const high = max === undefined || max >= Number.MAX_SAFE_INTEGER ? null : max;
  if (low !== null && high !== null) return `, ${low} to ${high}${unit}`;
  if (low !== null) return `, from ${low}${unit}`;
  return high === null ? '' : `, at most ${high}${unit}`;
}
