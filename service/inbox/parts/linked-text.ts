import {splitLinks} from 'helpshift-chat/client';
import {html, type TemplateResult} from 'lit';

/** A message's text with its web addresses as links. Text stays text: nothing of it is read as HTML. */
export function linkedText(text: string): readonly (string | TemplateResult)[] {
  return splitLinks(text).map(({text, href}) =>
    href ? html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow">${text}</a>` : text,
  );
}
