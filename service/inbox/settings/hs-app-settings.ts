import {html, type TemplateResult} from 'lit';
import {chatTag} from '../format/chat-tag.js';
import {appSettingsStyles} from './hs-app-settings.styles.js';
import {settingsStyles} from './settings.styles.js';
import {SettingsPart} from './settings-part.js';
import {baseStyles, fieldStyles} from '../parts/shared.styles.js';

/** Everything about one app. */
export class HsAppSettings extends SettingsPart {
  static override styles = [baseStyles, fieldStyles, settingsStyles, appSettingsStyles];

  override render(): TemplateResult {
    const {strings, current} = this;
    return html`
      <section aria-labelledby="tag">
        <div class="field">
          <h4 id="tag">${strings.tag}</h4>
          <p class="advice">${strings.tagAdvice}</p>
        </div>
        <hs-copy-text label=${strings.tag} .text=${chatTag(location.origin, current.app)}></hs-copy-text>
      </section>
      <section aria-labelledby="form">
        <h4 id="form">${strings.form}</h4>
        <hs-app-form .current=${current}></hs-app-form>
      </section>
      <section aria-labelledby="keys">
        <div class="field">
          <h4 id="keys">${strings.keys}</h4>
          <p class="advice">${strings.keysAdvice}</p>
        </div>
        <hs-app-keys .current=${current}></hs-app-keys>
      </section>
      <section aria-labelledby="test">
        <div class="field">
          <h4 id="test">${strings.test}</h4>
          <p class="advice">${strings.testAdvice}</p>
        </div>
        <hs-token-test .current=${current}></hs-token-test>
      </section>
    `;
  }
}
