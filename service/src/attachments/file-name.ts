import {FILE_NAME_LIMIT_CHARS} from 'helpshift-chat/protocol';

/** The name of a file that came without one. */
const NO_NAME = 'file';

/** Control characters; what has no width, or changes the direction of a text; halves of characters; private and unassigned ones. */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u3164\uffa0\ufe00-\ufe0f]/gu;

/** The characters that a file name cannot have on some system. */
const FORBIDDEN = /[<>:"|?*]/g;

/** Windows takes a name that begins so for a device, whatever ending follows. */
const DEVICE = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)(?=\.|\s|$)/i;

/** The longest ending that is kept, with its dot. */
const ENDING_LIMIT_CHARS = 20;

/**
 * Returns a name that can be shown and stored on every system. Letters of all languages stay. Removes folders, control characters, and marks
 * that nobody sees or that change the direction of a text: `photo\u202egpj.exe` would look like `photoexe.jpg`. Never empty.
 */
export function fileName(given: string): string {
  const last = given.normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  const clean = last.replace(UNSEEN, '').replace(FORBIDDEN, '_').replace(/\s+/gu, ' ');
  const trimmed = trimEnds(clean);
  const safe = DEVICE.test(trimmed) ? `_${trimmed}` : trimmed;
  return shorten(safe) || NO_NAME;
}

/** Returns the ending of a name in small letters, without its dot; `''` for none. */
export function endingOf(name: string): string {
  return splitEnding(name)[1].slice(1).toLowerCase();
}

/** Returns the name with one of these endings: with the first one appended when it has none of them. */
export function withEnding(name: string, endings: readonly string[]): string {
  const [first] = endings;
  if (first === undefined || endings.includes(endingOf(name))) return name;
  return fileName(`${shorten(name, FILE_NAME_LIMIT_CHARS - first.length - 1)}.${first}`);
}

/** Windows removes dots and spaces at the end, and a dot at the beginning hides a file. */
function trimEnds(name: string): string {
  return name.replace(/^[\s.]+/u, '').replace(/[\s.]+$/u, '');
}

function shorten(name: string, limit = FILE_NAME_LIMIT_CHARS): string {
  if (name.length <= limit) return name;
  const [stem, ending] = splitEnding(name);
  // A cut emoji is half a character.
  const cut = stem.slice(0, limit - ending.length).replace(/\p{Surrogate}/gu, '');
  return `${trimEnds(cut) || NO_NAME}${ending}`;
}

function splitEnding(name: string): [stem: string, ending: string] {
  const at = name.lastIndexOf('.');
  const isEnding = at > 0 && name.length - at <= ENDING_LIMIT_CHARS && !/\s/u.test(name.slice(at));
  return isEnding ? [name.slice(0, at), name.slice(at)] : [name, ''];
}
