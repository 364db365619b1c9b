/** A part of a message's text; with `href` it is a link to that address. */
export interface TextPiece {
  readonly text: string;
  readonly href?: string;
}

// Stops before the punctuation that ends a sentence rather than an address.
const LINK = /(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]}])/;

/** Splits a message's text at its web addresses. The pieces' texts together are the whole text. */
export function splitLinks(text: string): readonly TextPiece[] {
  return text.split(LINK).map((piece, index) => (index % 2 ? {text: piece, href: piece} : {text: piece}));
}
