/** Has the browser save what is at a path of this origin. The page stays: a link with `download` does not leave it. */
export function saveFrom(path: string): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = '';
  link.click();
}
