import type {ReadEntry} from '../../protocol/log.js';

// More than two lines hold. A screen reader reads the text as the name of a button.
const LIMIT_CHARS = 160;

/** The beginning of a text, or the name of a file. */
export function beginningOf({content}: Pick<ReadEntry, 'content'>): string {
  const text = 'text' in content ? content.text : content.kind === 'attachment' ? content.name : '';
  const characters = [...text];
  return characters.length > LIMIT_CHARS ? `${characters.slice(0, LIMIT_CHARS).join('')}…` : text;
}
