/** What loads when the chat is opened, and for a user with a conversation. */
export {announcements} from '../announcements.js';
export {PanelController, unreadText} from '../panel/index.js';
export {ConversationController} from './conversation-controller.js';
