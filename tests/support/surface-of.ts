/** Names of everything reachable on a value, functions with their number of parameters: `{ "app.view": 1 }`. Also run inside pages. */
export function surfaceOf(value: object, prefix = ''): Record<string, number | string> {
  const surface: Record<string, number | string> = {};
  for (const key of Reflect.ownKeys(value)) {
    const part: unknown = Reflect.get(value, key);
    const name = `${prefix}${String(key)}`;
    if (typeof part === 'function') surface[name] = part.length;
    else if (typeof part === 'object' && part !== null) Object.assign(surface, surfaceOf(part, `${name}.`));
    else surface[name] = typeof part;
  }
  return surface;
}
