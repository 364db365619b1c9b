import assert from 'node:assert/strict';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, afterEach, before, beforeEach, describe, it} from 'node:test';
import {findChromium} from '../../scripts/find-browser.mjs';

describe('findChromium', () => {
  const {CHROME_PATH, PATH} = process.env;
  let folder: string;
  let program: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'browsers-'));
    program = join(folder, 'google-chrome');
    writeFileSync(program, '');
    chmodSync(program, 0o755);
    // A folder also has the permission to execute.
    mkdirSync(join(folder, 'chromium'));
  });

  beforeEach(() => {
    delete process.env['CHROME_PATH'];
    process.env['PATH'] = folder;
  });

  afterEach(() => {
    restore('CHROME_PATH', CHROME_PATH);
    restore('PATH', PATH);
  });

  after(() => rmSync(folder, {recursive: true}));

  it('finds a program on the path, and never a folder', () => {
    assert.equal(findChromium(), program);
  });

  it('prefers a browser without windows, unless the whole browser is needed', () => {
    const headless = join(folder, 'chrome-headless-shell');
    writeFileSync(headless, '');
    chmodSync(headless, 0o755);
    try {
      assert.equal(findChromium(), headless);
      assert.equal(findChromium({isWhole: true}), program);
    } finally {
      rmSync(headless);
    }
  });

  it('prefers CHROME_PATH to everything else', () => {
    process.env['CHROME_PATH'] = process.execPath;
    assert.equal(findChromium(), process.execPath);
  });

  it('reports a CHROME_PATH that is not a program', () => {
    process.env['CHROME_PATH'] = folder;
    assert.throws(() => findChromium(), /CHROME_PATH/);
  });
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
