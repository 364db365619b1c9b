/** A part of a message's text; with `href` it is a link to that address. */
export interface TextPiece {
  readonly text: string;
  /** An `http:` or `https:` address, as `new URL` writes it. */
  readonly href?: string;
}

// The beginning of an address, up to its path. Each of the two patterns reads a character once, so that no text is slow.
const BEGINNING = /https?:\/\/(?:\[[\d:.a-f]+\]|[\p{L}\p{M}\p{N}.:@%~_-])+/giu;

// A piece of the path without brackets. White space and invisible characters end it (but the two that join letters), and
// what Chinese and Japanese end a sentence with, because no space follows there.
const PATH =
  /(?:[\u200c\u200d]|[^\s\p{C}\p{Z}<>"`()[\]{}\u3001\u3002\u3008-\u3011\u3014-\u301f\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff61-\uff64])*/uy;

const OPENING_OF: Readonly<Record<string, string>> = {')': '(', ']': '[', '}': '{'};

// What ends a sentence, a quotation or an emphasis rather than an address.
const AFTER_ADDRESS = ".,:;!?'*…‘’“”«»‹›،؛؟۔।([{";

/**
 * Splits a message's text at its web addresses. The pieces' texts together are the whole text, with one exception: an
 * address that does not begin with the host that it opens as browsers write it (letters beyond ASCII, `0x7f.1`) is shown as
 * that browser would write it, so that the reader sees where it leads. An address with a user name is no link.
 */
export function splitLinks(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let done = 0;
  BEGINNING.lastIndex = 0;
  for (let match = BEGINNING.exec(text); match; match = BEGINNING.exec(text)) {
    const end = endOfAddress(text, match.index, BEGINNING.lastIndex);
    BEGINNING.lastIndex = Math.max(end, BEGINNING.lastIndex);
    const link = linkTo(text.slice(match.index, end));
    if (!link) continue;
    if (done < match.index) pieces.push({text: text.slice(done, match.index)});
    pieces.push(link);
    done = end;
  }
  if (done < text.length) pieces.push({text: text.slice(done)});
  return pieces;
}

/** Where the address ends that begins at `start`, and whose path, if it has one, begins at `path`. */
function endOfAddress(text: string, start: number, path: number): number {
  let end = path;
  if (/[/?#]/.test(text.charAt(path))) {
    // Brackets that are opened in the address belong to it; a closing one without its opening stands around it.
    const open: Record<string, number> = {'(': 0, '[': 0, '{': 0};
    for (;;) {
      PATH.lastIndex = end;
      end += PATH.exec(text)?.[0].length ?? 0;
      const bracket = text.charAt(end);
      const opening = OPENING_OF[bracket] ?? bracket;
      const depth = open[opening];
      if (depth === undefined || (opening !== bracket && depth === 0)) break;
      open[opening] = depth + (opening === bracket ? 1 : -1);
      end++;
    }
  }
  while (end > start && AFTER_ADDRESS.includes(text.charAt(end - 1))) end--;
  return end;
}

function linkTo(written: string): TextPiece | undefined {
  const url = parseUrl(written);
  if (!url || url.username || url.password) return undefined;
  const {href, origin} = url;
  const isPlain = written.toLowerCase().startsWith(origin) && /^(?:[/?#]|$)/.test(written.slice(origin.length));
  return {text: isPlain ? written : href, href};
}

function parseUrl(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}
