import {html, type TemplateResult} from 'lit/html.js';
import {actionAddress, isPageAddress} from '../../../protocol/card.js';
import type {CardAction} from '../../../protocol/log.js';
import type {PropertyDeclarations} from '../../attribute-element.js';
import {PanelPart} from '../panel-element.js';
import {sharedStyles} from '../shared.styles.js';
import {cardActionsStyles} from './hs-card-actions.styles.js';

/** The actions of a card, as links. One that leads to something else than a web, mail or phone address is left out. */
export class HsCardActions extends PanelPart {
  static override styles = [sharedStyles, cardActionsStyles];
  static override properties: PropertyDeclarations = {cardActions: {}};

  static {
    this.defineProperties();
  }

  declare cardActions: readonly CardAction[];

  protected override propertyChanged(): void {
    this.requestUpdate();
  }

  protected override render(): readonly TemplateResult[] {
    return this.cardActions.flatMap((action) => {
      const address = actionAddress(action);
      if (address === undefined) return [];
      return html`<a
        href=${address}
        target=${isPageAddress(address) ? '_blank' : '_self'}
        rel="noopener noreferrer nofollow"
        dir="auto"
        @click=${() => this.actions.choose(action)}
        >${action.label}</a
      >`;
    });
  }
}
