/**
 * A user's name stands next to marks that agents trust. It must not look like a mark, and not like another user's name.
 * So characters that cannot be seen (controls, directional overrides, zero-width characters) are written as `[U+202E]`.
 */

/** Joiners and the emoji selector: part of names in Persian, of Indian scripts and with emoji. */
const PART_OF_NAMES = /[\u200C\u200D\uFE0F]/;

const WITHOUT_PICTURE = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Zl}\p{Zp}]/gu;

function written(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** A name. It keeps the invisible characters that names need. */
export function visibleName(value: string): string {
  return value.replace(WITHOUT_PICTURE, (character) =>
    PART_OF_NAMES.test(character) ? character : written(character),
  );
}

/** An id or an address. Two that differ in an invisible character must not look the same. */
export function visibleIdentifier(value: string): string {
  return value.replace(WITHOUT_PICTURE, written);
}

/** A name within a sentence: its direction of writing changes nothing of the sentence. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}
