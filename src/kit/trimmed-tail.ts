/**
 * `text` without the run of `signs` at its end. In linear time, unlike `/x+$/`: that looks anew from each x of a run
 * that does not end the text, and a peer who sends 64 KB of them stops everything for seconds.
 */
export function trimTail(text: string, signs: string): string {
  let end = text.length;
  while (end > 0 && signs.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
