/** A token longer than this is shortened where it is shown. */
const SHOWN_TOKEN_CHARS = 12;

/**
 * The HTML that makes this element as it is now.
 *
 * @param {Element} element
 * @param {boolean} shortenToken - For the eye; the text to copy keeps the whole token.
 * @returns {string}
 */
export function tagText(element, shortenToken) {
  const attributes = [...element.attributes]
    .filter(({name}) => !['class', 'style'].includes(name))
    .map(({name, value}) => {
      const isShortened = shortenToken && name === 'user-auth-token' && value.length > SHOWN_TOKEN_CHARS;
      const shown = isShortened ? `${value.slice(0, SHOWN_TOKEN_CHARS)}…` : value;
      return shown === '' ? `\n  ${name}` : `\n  ${name}="${escapeAttribute(shown)}"`;
    });
  return `<${element.localName}${attributes.join('')}\n></${element.localName}>`;
}

/** @param {string} value */
function escapeAttribute(value) {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
