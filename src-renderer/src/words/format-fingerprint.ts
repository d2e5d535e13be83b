/** "EEEE 0012 …": hex in groups of four, upper-case, that a line may break between. */
export function formatFingerprint(hex: string): string {
  return hex.toUpperCase().replaceAll(/(.{4})(?=.)/gu, '$1 ');
}
