/** What loads when the chat is opened, and for a user with a conversation. */
export {forgetKept} from '../../client/outbox.js';
export {announcements} from '../announcements.js';
export {PanelController, unreadText} from '../panel/index.js';
export {ConversationController} from './conversation-controller.js';
