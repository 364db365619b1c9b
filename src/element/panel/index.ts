import {HsComposer} from './hs-composer.js';
import {HsContactForm} from './hs-contact-form.js';
import {HsMessageList} from './hs-message-list.js';
import {HsPanel} from './hs-panel.js';

export {PanelController} from './panel-controller.js';

const ELEMENTS = {
  'hs-composer': HsComposer,
  'hs-contact-form': HsContactForm,
  'hs-message-list': HsMessageList,
  'hs-panel': HsPanel,
};

// A second copy on the page must not throw.
for (const [name, element] of Object.entries(ELEMENTS)) {
  if (!customElements.get(name)) customElements.define(name, element);
}
