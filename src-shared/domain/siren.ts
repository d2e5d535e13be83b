/** SIREN (9 digits) and SIRET (14: SIREN and NIC) of French establishments, by INSEE. Both carry a Luhn check digit. */

/** La Poste has more establishments than Luhn leaves room for: its SIRET have a sum of digits divisible by five instead. */
const LA_POSTE = '356000000';

export function isSiren(value: string): boolean {
  return /^\d{9}$/u.test(value) && luhnSum(value) % 10 === 0;
}

export function isSiret(value: string): boolean {
  if (!/^\d{14}$/u.test(value) || !isSiren(value.slice(0, 9))) return false;
  if (luhnSum(value) % 10 === 0) return true;
  return value.startsWith(LA_POSTE) && digitsOf(value).reduce((sum, digit) => sum + digit, 0) % 5 === 0;
}

/** ISO/IEC 7812-1 annex B: every second digit from the right but one is doubled, and its digits added. */
function luhnSum(value: string): number {
  return digitsOf(value)
    .toReversed()
    .reduce((sum, digit, place) => sum + (place % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0);
}

const digitsOf = (value: string): number[] => Array.from(value, Number);
