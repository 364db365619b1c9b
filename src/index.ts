/** Registers `<helpshift-chat>` and gives its types. On a server without a DOM, importing it does nothing. */
import './element/define.js';

export {HelpshiftChat} from './element/helpshift-chat.js';
export * from './element/events.js';
export type {IdentityRefusal} from './client/identity-state.js';
export type {IdentityIssue} from './protocol/identity.js';
