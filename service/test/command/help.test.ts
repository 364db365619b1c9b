import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import {COMMANDS} from '../../src/command/commands.js';
import {describeCommand} from '../../src/command/help.js';

const REFERENCE = readFileSync(new URL('../../../docs/command.md', import.meta.url), 'utf8');

describe('docs/command.md', () => {
  for (const command of COMMANDS) {
    it(`lists ${command.name} with the command's own help`, () => {
      const section = `## \`${command.name}\`\n\n\`\`\`text\n${describeCommand(command)}\`\`\`\n`;
      assert.ok(REFERENCE.includes(section), `the document must hold:\n${section}`);
    });
  }

  it('lists only existing commands', () => {
    const names = [...REFERENCE.matchAll(/^## `(.+)`$/gm)].map(([, name]) => name);
    assert.deepEqual(
      names,
      COMMANDS.map(({name}) => name),
    );
  });
});
