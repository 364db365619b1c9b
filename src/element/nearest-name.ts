/** The known name that this one looks like, if there is one. Case, hyphens and underscores do not count. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const given = normalForm(name);
  const isMeant = (edits: (length: number) => number) => (one: string) => {
    const form = normalForm(one);
    return canBecome(given, form, edits(form.length));
  };
  return known.find(isMeant(() => 0)) ?? known.find(isMeant(allowedEdits));
}

const normalForm = (name: string): string => name.replace(/[-_]/g, '').toLowerCase();

/** The number of wrong letters in a name of this length. A short name is soon another word. */
function allowedEdits(length: number): number {
  return length < 6 ? 0 : length < 10 ? 1 : 2;
}

/** Whether `from` becomes `to` if at most so many letters are added, left out, replaced, or swapped with the next one. */
function canBecome(from: string, to: string, edits: number): boolean {
  let same = 0;
  while (same < from.length && from[same] === to[same]) same++;
  const [a, b] = [from.slice(same), to.slice(same)];
  if (a === b) return true;
  if (edits === 0) return false;
  const isSwapped = a.length > 1 && a[0] === b[1] && a[1] === b[0];
  return [
    [a.slice(1), b] as const,
    [a, b.slice(1)] as const,
    [a.slice(1), b.slice(1)] as const,
    ...(isSwapped ? [[a.slice(2), b.slice(2)] as const] : []),
  ].some(([restA, restB]) => canBecome(restA, restB, edits - 1));
}
