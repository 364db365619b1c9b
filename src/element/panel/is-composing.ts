/**
 * Whether an input method is composing a word (Japanese, Chinese, …). Enter and Escape belong to the word then. In
 * Safari only the key code tells, because the composition has ended before the key event.
 */
export function isComposing({isComposing, keyCode}: KeyboardEvent): boolean {
  return isComposing || keyCode === 229;
}
