import {html, type TemplateResult} from 'lit/html.js';
import {signsEnglish} from '../../i18n/signs-en.js';
import {PanelPart} from '../panel-element.js';
import {sharedStyles} from '../shared.styles.js';
import {presenceStyles} from './hs-presence.styles.js';

/** Says below the title that an agent looks at the inbox. The panel shows it only then. */
export class HsPresence extends PanelPart {
  static override styles = [sharedStyles, presenceStyles];

  protected override render(): TemplateResult {
    return html`<p>${(this.model.language?.strings ?? signsEnglish).isThere}</p>`;
  }
}
