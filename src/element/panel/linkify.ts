import {html, type TemplateResult} from 'lit/html.js';
import {splitLinks} from '../../client/links.js';

/**
 * Turns the web addresses of a message's text into links. The text is never read as HTML. An address runs from left to
 * right and is isolated from the text around it, so that no other script can reorder its parts.
 */
export function linkify(text: string): readonly (string | TemplateResult)[] {
  return splitLinks(text).map(({text, href}) =>
    href ? html`<a href=${href} dir="ltr" target="_blank" rel="noopener noreferrer nofollow">${text}</a>` : text,
  );
}
