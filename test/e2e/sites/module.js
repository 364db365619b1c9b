/** A page whose bundler has the package. */
import 'docs:src/chat.js';

Object.assign(window.helpshiftConfig, document.shop.ann);
window.Helpshift('updateHelpshiftConfig');
window.Helpshift('addEventListener', 'widgetToggle', document.shop.handleToggle);
