const HEX = 16;

/**
 * Makes a random id, as a version 4 UUID. `crypto.randomUUID` makes the same, but is missing on pages without a secure
 * context, where `getRandomValues` is there.
 */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const digits = Array.from(bytes, (byte) => byte.toString(HEX).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
}
