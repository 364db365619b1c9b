/**
 * Makes the browser check the accent colour: an invalid value counts as this default. Otherwise an invalid value would
 * leave the launcher without a background.
 */
export function registerAccent(): void {
  try {
    CSS.registerProperty({name: '--_accent', syntax: '<color>', inherits: true, initialValue: '#3450d4'});
  } catch {
    // Already registered, or not supported by the browser.
  }
}
