/** `Helpshift` and `helpshiftConfig` for a page that bundles this package. On a server without a DOM it does nothing. */
import '../element/define.js';
import {startWebChat} from './web-chat.js';

export type {Helpshift} from './web-chat.js';

if (globalThis.document)
  startWebChat((file) => (file === 'helpshift-chat' ? Promise.resolve() : import('./advice.js')));
