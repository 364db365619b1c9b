/** Pairs of ids that people take for one, by what separates them. */
export const LOOK_ALIKES: Readonly<Record<string, readonly [string, string]>> = {
  case: ['1abc', '1ABC'],
  'the case of a letter outside ASCII': ['\u00E9ric', '\u00C9ric'],
  'the Unicode form, composed or not': ['Zo\u00EB', 'Zoe\u0308'],
  'the Unicode form, with a ligature': ['\uFB01n', 'fin'],
  'a zero width space': ['captain', 'cap\u200Btain'],
  'a soft hyphen': ['captain', 'cap\u00ADtain'],
  'a byte order mark inside': ['captain', 'cap\uFEFFtain'],
  'a zero width space at the end': ['captain', 'captain\u200B'],
  'a no-break space inside': ['captain planet', 'captain\u00A0planet'],
};
