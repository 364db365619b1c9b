/**
 * Whether a word is being composed (Japanese, Chinese, …): Enter and Escape are for the word then. Safari says so with the
 * key code alone, because there the composition has ended before the key.
 */
export function isComposing({isComposing, keyCode}: KeyboardEvent): boolean {
  return isComposing || keyCode === 229;
}
