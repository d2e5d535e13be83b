/**
 * What a person is called in a subject, as an authority writes it in one line: `C=FR, O=Atelier, Martin SARL, CN=Camille Durand`. The common
 * name to its end, which is the next attribute's beginning; the whole line where there is none.
 */
export function subjectName(subject: string): string {
  return /(?:^|, )CN=(.+?)(?=, [A-Za-z0-9.]+=|$)/u.exec(subject)?.[1] ?? subject;
}
