/** Reads the computed style of the chat and the position of the focus. */
import type {Locator} from 'playwright-core';

/** Computed values by property. */
export type Look = Readonly<Record<string, string>>;

const PARTS = [
  'launcher',
  'panel',
  'header',
  'close-button',
  'messages',
  'message',
  'composer',
  'input',
  'send-button',
];

/** The computed style of each part of an open chat with a message, after all animations. */
export async function lookOf(chat: Locator): Promise<Readonly<Record<string, Look>>> {
  const panel = chat.locator('[part~="panel"]');
  await panel.evaluate(async (dialog) => {
    await Promise.all(dialog.getAnimations().map(({finished}) => finished));
  });
  return Object.fromEntries(await Promise.all(PARTS.map(async (part) => [part, await partLook(chat, part)] as const)));
}

function partLook(chat: Locator, part: string): Promise<Look> {
  return chat
    .locator(`[part~="${part}"]`)
    .first()
    .evaluate((element) => {
      const style = getComputedStyle(element);
      const names = [...style].filter((name) => !name.startsWith('--'));
      return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name)]));
    });
}

export function isFocused(part: Locator): Promise<boolean> {
  return part.evaluate((element) => element.matches(':focus'));
}
