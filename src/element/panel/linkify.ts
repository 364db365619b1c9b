import {html, type TemplateResult} from 'lit';

// Stops before the punctuation that ends a sentence rather than an address.
const LINK = /(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]}])/;

/** A message's text with its web addresses as links. Text stays text: nothing of it is read as HTML. */
export function linkify(text: string): readonly (string | TemplateResult)[] {
  return text
    .split(LINK)
    .map((piece, index) =>
      index % 2 ? html`<a href=${piece} target="_blank" rel="noopener noreferrer nofollow">${piece}</a>` : piece,
    );
}
