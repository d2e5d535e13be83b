/** "camille.durand@atelier-martin.fr" -> "c•••••@atelier-martin.fr". Always five dots: the length says nothing. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const first = at > 0 ? String.fromCodePoint(email.codePointAt(0) ?? 0x2022) : '';
  return `${first}•••••${email.slice(Math.max(at, 0))}`;
}
