/**
 * Keeps the page: a file that is dropped beside the places for files does not replace it, and the browser asks before it is left with files
 * that are not sent.
 */
export function keepPage(hasUnsent: () => boolean): void {
  const ignore = (event: DragEvent): void => {
    if (event.defaultPrevented || !hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'none';
  };
  addEventListener('dragover', ignore);
  addEventListener('drop', ignore);
  addEventListener('beforeunload', (event) => hasUnsent() && event.preventDefault());
}

/** Whether files are dragged or pasted. */
export function hasFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') ?? false;
}

/**
 * The files that are pasted. None when they come with a text that is the same: office programs add a picture of what was copied.
 */
export function pastedFiles(data: DataTransfer | null): readonly File[] {
  if (!data || ['text/plain', 'text/html'].every((type) => data.types.includes(type))) return [];
  return [...data.files];
}
