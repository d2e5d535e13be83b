/** Numbers of a version in their order; what is no number ends it: "1:4.2.0-3+deb12" is 4.2.0. */
function numbersOf(version: string): readonly number[] {
  const upstream = version.replace(/^\d+:/u, '');
  return (/^\d+(?:\.\d+)*/u.exec(upstream)?.[0] ?? '').split('.').map(Number);
}

/** Whether the first is older than the second. Versions of packages are compared by their upstream part alone. */
export function isOlder(one: string, other: string): boolean {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
