import {html, type TemplateResult} from 'lit';
import {splitLinks} from '../../client/links.js';

/**
 * A message's text with its web addresses as links. Text stays text: nothing of it is read as HTML. An address is written
 * from left to right and apart from what is around it, so that no other script can turn its parts round.
 */
export function linkify(text: string): readonly (string | TemplateResult)[] {
  return splitLinks(text).map(({text, href}) =>
    href ? html`<a href=${href} dir="ltr" target="_blank" rel="noopener noreferrer nofollow">${text}</a>` : text,
  );
}
