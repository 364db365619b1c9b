import {type ChatModel, isLauncherShown, unreadCount, wantsPanel} from '../chat-model.js';

/** Whether there may be a message to show beside the launcher. Then the code of the preview loads. */
export function wantsPreview(model: ChatModel): boolean {
  return unreadCount(model) > 0 && !!model.settings?.preview && !wantsPanel(model) && isLauncherShown(model);
}
