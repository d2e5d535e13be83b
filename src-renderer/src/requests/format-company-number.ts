const NO_BREAK_SPACE = '\u00A0';

/** As it stands on paper: "732 829 320", "732 829 320 00074". Anything else stays as it is. */
export function formatCompanyNumber(value: string): string {
  const groups = /^(\d{3})(\d{3})(\d{3})(\d{5})?$/u.exec(value)?.slice(1).filter(Boolean);
  return groups === undefined ? value : groups.join(NO_BREAK_SPACE);
}
