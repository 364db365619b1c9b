/**
 * What users call themselves is shown next to marks that agents trust, and must not be able to look like one, nor like
 * somebody else. Characters without a picture of their own (controls, directional overrides, zero-width ones) are
 * written out as `[U+202E]`.
 */

/** Joiners and the emoji selector: part of names in Persian, of Indian scripts and with emoji. */
const PART_OF_NAMES = /[\u200C\u200D\uFE0F]/;

const WITHOUT_PICTURE = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Zl}\p{Zp}]/gu;

function written(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** A name, with the invisible characters that names need. */
export function visibleName(value: string): string {
  return value.replace(WITHOUT_PICTURE, (character) =>
    PART_OF_NAMES.test(character) ? character : written(character),
  );
}

/** An id or an address: two different ones must never look the same for want of a visible character. */
export function visibleIdentifier(value: string): string {
  return value.replace(WITHOUT_PICTURE, written);
}
