import {COLOUR_PATTERN, type SettingDescription} from 'helpshift-chat/protocol';
import {explainOriginProblem} from './app-origin.js';

// PostgreSQL cannot store NUL, and a lone surrogate has no UTF-8 form.
const NO_TEXT = /[\p{Surrogate}\0]/u;
const NO_LINE = /[\p{Surrogate}\p{Cc}\p{Zl}\p{Zp}]/u;

/** Says what a value of this setting must be. It follows the word "expected". */
export function settingRule(setting: SettingDescription): string {
  switch (setting.kind) {
    case 'switch':
      return 'true or false';
    case 'line':
      return `one line of at most ${setting.limit} characters`;
    case 'text':
      return `at most ${setting.limit} characters of text`;
    case 'days':
      return `a whole number of days from 0 to ${setting.limit}; 0 keeps for ever`;
    case 'megabytes':
      return `a whole number of megabytes from 1 to ${setting.limit}`;
    case 'colour':
      return 'a colour as #1a2b3c, or nothing for the default';
    case 'choice':
      return `one of ${setting.values.join(', ')}`;
    case 'lines':
      return `at most ${setting.limit} lines of 1 to ${setting.limitChars} characters, without spaces around them`;
    case 'origins':
      return `at most ${setting.limit} origins as https://www.example.com, or * for every page`;
  }
}

/** Explains why a setting cannot have this value; `undefined` when it can. */
export function settingProblem(setting: SettingDescription, value: unknown): string | undefined {
  const firstProblem =
    setting.kind === 'origins' && isListOfTexts(value)
      ? value.map(explainOriginProblem).find((problem) => problem !== undefined)
      : undefined;
  return firstProblem ?? (isValueOf(setting, value) ? undefined : `expected ${settingRule(setting)}`);
}

function isValueOf(setting: SettingDescription, value: unknown): boolean {
  switch (setting.kind) {
    case 'switch':
      return typeof value === 'boolean';
    case 'line':
      return typeof value === 'string' && !NO_LINE.test(value) && [...value].length <= setting.limit;
    case 'text':
      return typeof value === 'string' && !NO_TEXT.test(value) && [...value].length <= setting.limit;
    case 'days':
      return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= setting.limit;
    case 'megabytes':
      return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= setting.limit;
    case 'colour':
      return typeof value === 'string' && COLOUR_PATTERN.test(value);
    case 'choice':
      return typeof value === 'string' && setting.values.includes(value);
    case 'lines':
      return isListOfTexts(value) && value.length <= setting.limit && value.every(isLineOf(setting.limitChars));
    case 'origins':
      return isListOfTexts(value) && value.length <= setting.limit;
  }
}

const isLineOf = (limitChars: number) => (line: string) =>
  line !== '' && line.length <= limitChars && line === line.trim() && !NO_LINE.test(line);

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
