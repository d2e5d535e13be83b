/** Control characters, line and paragraph separators, and marks that turn the direction of text: a name shown is the name read. */
const INVISIBLE = /[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/u;

/** Why this cannot be a name or a question, or null. @param max UTF-16 code units. */
export function faultOfText(text: string, max: number): string | null {
  if (text.trim() === '') return 'is empty';
  if (text.length > max) return `is longer than ${max} characters`;
  if (!text.isWellFormed() || INVISIBLE.test(text)) return 'holds a character that cannot be shown';
  // Names reach mails, screens and, some day, a spreadsheet: escaped there, and not begun here (OWASP, CSV injection).
  if (/^[=+\-@]/u.test(text)) return 'begins with = + - or @, which a spreadsheet would take for a formula';
  if (/[<>]/u.test(text)) return 'holds < or >';
  return null;
}

/** Why this cannot be a secret answer, or null. Case and inner spaces count; a space at an end is one the holder would not type. */
export function faultOfAnswer(answer: string): string | null {
  if (answer.trim() === '') return 'is empty';
  if (answer.length > 200) return 'is longer than 200 characters';
  if (!answer.isWellFormed() || INVISIBLE.test(answer)) return 'holds a character that cannot be typed';
  if (answer.trim() !== answer) return 'begins or ends with a space';
  return null;
}
