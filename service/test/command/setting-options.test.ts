import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import {APP_SETTINGS, PUBLIC_SETTINGS, type SettingDescription, type SettingName} from 'helpshift-chat/protocol';
import {onOff} from '../../src/command/output.js';
import {optionNameOf, SETTING_HELP, SETTING_OPTIONS} from '../../src/command/setting-options.js';

const REFERENCE = readFileSync(new URL('../../../docs/apps-and-keys.md', import.meta.url), 'utf8');

const MARKS = /<!-- settings -->\n([^]*)<!-- \/settings -->/;

/** The table of the settings, as its rows of cells. */
function tableOfSettings(): string[][] {
  const rows = (Object.entries(APP_SETTINGS) as [SettingName, SettingDescription][]).map(([name, setting]) => {
    const option = optionNameOf(name);
    const [first = '', ...others] = (SETTING_OPTIONS[option]?.value ?? '').split('|');
    const values = [`--${option} ${first}`, ...others].map((value) => `\`${value}\``).join(', ');
    return [
      values,
      `\`${name}\``,
      defaultOf(setting),
      Object.hasOwn(PUBLIC_SETTINGS, name) ? 'yes' : 'no',
      SETTING_HELP[name].help,
    ];
  });
  return [['option', 'in the API', 'in a new app', 'public', 'what it is'], ...rows];
}

function defaultOf(setting: SettingDescription): string {
  if (setting.kind === 'switch') return onOff(setting.default);
  if (setting.kind === 'choice') return `\`${setting.default}\``;
  if (setting.kind === 'days' || setting.kind === 'megabytes') return String(setting.default);
  return setting.default.length ? String(setting.default) : 'empty';
}

/** The table in Markdown. Run `npm run format` after it was pasted. */
function markdown([headers = [], ...rows]: string[][]): string {
  return [headers, headers.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

describe('docs/apps-and-keys.md', () => {
  it('has the table of the settings, as they are described', () => {
    const [, written = ''] = MARKS.exec(REFERENCE) ?? [];
    const cells = written
      .split('\n')
      .filter((line) => line.startsWith('|') && !/^[| -]+$/.test(line))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    const table = tableOfSettings();
    assert.deepEqual(cells, table, `put this between the marks:\n${markdown(table)}`);
  });
});
