/**
 * Makes the browser check the accent colour: what is no colour counts as this default. Without it such a value would leave
 * the launcher without a background.
 */
export function registerAccent(): void {
  try {
    CSS.registerProperty({name: '--_accent', syntax: '<color>', inherits: true, initialValue: '#3450d4'});
  } catch {
    // Registered before, or a browser that cannot.
  }
}
