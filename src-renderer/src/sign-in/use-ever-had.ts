import { useState } from 'react';

/** A list as it is, or as it last was when there was something in it: a token that is pulled keeps its page. */
export function useEverHad<T>(list: readonly T[]): readonly T[] {
  const [kept, setKept] = useState(list);
  const here = list.length > 0 ? list : kept;
  if (list.length > 0 && (list.length !== kept.length || list.some((item, index) => item !== kept[index]))) setKept(list);
  return here;
}
