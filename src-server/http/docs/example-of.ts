import { alternatives, type JsonSchema } from './json-schema.ts';

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** A value of the right shape to begin with, not of the right content: what a person fills in. */
export function exampleOf(schema: JsonSchema): unknown {
  const choices = alternatives(schema);
  const one = choices[0] ?? schema;
  if (choices.length > 1 && choices.some(({ type }) => type === 'null')) return null;
  if (one !== schema) return exampleOf(one);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, exampleOf(field)]));
    case 'array':
      return schema.items === undefined || (schema.minItems ?? 0) === 0 ? [] : [exampleOf(schema.items)];
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, 0);
    case 'boolean':
      return false;
    case 'string':
      return schema.format === 'uuid' ? NO_ID : '';
    case undefined:
    default:
      return null;
  }
}
