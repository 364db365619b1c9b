import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {runHere} from '../support/command.js';
import {newDatabase} from '../support/test-database.js';
import {temporaryFolder} from '../support/temporary-folder.js';

interface KeyJson {
  readonly id: string;
  readonly createdAt: string;
  readonly deletedAt: string | null;
  readonly secret?: string;
}

const SECRET = 'the secret that the site has';

async function commands(t: TestContext) {
  const database = await newDatabase(t);
  const hc = (...args: string[]) => runHere(database.environment, args);
  const {printed} = await hc('app', 'create', 'acme/web', '--json');
  const first = (JSON.parse(printed) as {key: {id: string; secret: string}}).key;
  const list = async (...args: string[]): Promise<KeyJson[]> =>
    JSON.parse((await hc('key', 'list', 'acme/web', '--json', ...args)).printed) as KeyJson[];
  const secretFile = (content: string | Uint8Array): string => {
    const file = join(temporaryFolder(t), 'secret');
    writeFileSync(file, content);
    return file;
  };
  return {database, hc, first, list, secretFile};
}

describe('helpshift-chat key create', () => {
  it('makes another key and prints its secret', async (t) => {
    const {hc, first, list} = await commands(t);
    const {code, printed} = await hc('key', 'create', 'acme/web');
    assert.equal(code, 0);
    const [, id, secret] = /^Key (\S+), with the secret:\n\n {2}(\S{43})\n\n$/.exec(printed) ?? [];
    const keys = (await list('--show-secrets')).map((key) => ({id: key.id, secret: key.secret}));
    assert.deepEqual(
      keys.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      [first, {id, secret}].toSorted((a, b) => ((a.id ?? '') < (b.id ?? '') ? -1 : 1)),
    );
  });

  it('takes a secret from a file, without a byte order mark and a last line break, and says so', async (t) => {
    const {hc, list, secretFile} = await commands(t);
    const file = secretFile(`\uFEFF${SECRET}\r\n`);
    const {code, printed, notes} = await hc('key', 'create', 'acme/web', '--secret-file', file);
    assert.equal(code, 0);
    assert.match(printed, /^Key \S+, with the secret that you brought along\.\n$/);
    assert.deepEqual(notes, ['A byte order mark at the start was removed.', 'A line break at the end was removed.']);
    assert.ok((await list('--show-secrets')).some(({secret}) => secret === SECRET));
  });

  it('takes a secret from the standard input, and keeps white space with a warning', async (t) => {
    const {database, list} = await commands(t);
    const args = ['key', 'create', 'acme/web', '--secret-stdin', '--json'];
    const {printed, notes} = await runHere(database.environment, args, ` ${SECRET} `);
    assert.deepEqual(Object.keys(JSON.parse(printed) as object), ['id']);
    assert.deepEqual(notes, ['The secret begins or ends with white space, which belongs to it now.']);
    assert.ok((await list('--show-secrets')).some(({secret}) => secret === ` ${SECRET} `));
  });

  it('refuses an invalid secret, without repeating it', async (t) => {
    const {hc, list, secretFile} = await commands(t);
    const refused: readonly [string | Uint8Array, RegExp][] = [
      ['short', /--secret-file: The secret has 5 characters; at least 16 are needed\.$/],
      ['', /--secret-file: The secret has 0 characters/],
      [`KEY=${SECRET}\nOTHER=${SECRET}`, /--secret-file: The secret holds a line break/],
      [Buffer.from([0xff, 0xfe, ...Buffer.from(SECRET)]), /--secret-file: it is not UTF-8 text$/],
    ];
    for (const [content, message] of refused) {
      const {code, printed, notes} = await hc('key', 'create', 'acme/web', '--secret-file', secretFile(content));
      assert.deepEqual([code, printed, notes.length], [2, '', 1]);
      assert.match(notes[0] ?? '', message);
      assert.doesNotMatch(notes[0] ?? '', /the site has|short\b/);
    }
    assert.equal((await list()).length, 1);
  });

  it('says that old tokens are valid again when it brings a deleted secret back, also in JSON', async (t) => {
    const {database, hc, list, secretFile} = await commands(t);
    const create = (...args: string[]) => hc('key', 'create', 'acme/web', '--secret-file', file, ...args);
    const file = secretFile(SECRET);
    const brought = /^Key (\S+), with the secret that you brought along\.\n$/;
    const word = 'This secret was deleted before: the tokens that were made with it are valid again.';

    const first = await create();
    const [, firstId = ''] = brought.exec(first.printed) ?? [];
    assert.deepEqual([first.code, first.notes], [0, []]);
    await hc('key', 'delete', 'acme/web', firstId);

    const again = await create();
    const [, againId = ''] = brought.exec(again.printed) ?? [];
    assert.deepEqual([again.code, again.notes], [0, [word]]);
    assert.notEqual(againId, firstId);
    await hc('key', 'delete', 'acme/web', againId);

    const asJson = await create('--json');
    assert.deepEqual([asJson.code, asJson.notes], [0, [word]]);
    assert.deepEqual(Object.keys(JSON.parse(asJson.printed) as object), ['id']);

    await hc('app', 'create', 'acme/ios');
    const elsewhere = ['key', 'create', 'acme/ios', '--secret-file', file];
    assert.deepEqual((await runHere(database.environment, elsewhere)).notes, [], 'another app never had it');
    assert.equal((await list()).filter(({id}) => id !== againId && id !== firstId).length, 2);
  });

  it('refuses a secret that the app already has', async (t) => {
    const {hc, first, list, secretFile} = await commands(t);
    const {code, notes} = await hc('key', 'create', 'acme/web', '--secret-file', secretFile(first.secret));
    assert.deepEqual([code, notes], [1, [`helpshift-chat: The app has this secret already, as ${first.id}.`]]);
    assert.equal((await list()).length, 1);
  });
});

describe('helpshift-chat key list', () => {
  it('shows secrets only on request', async (t) => {
    const {hc, first, list} = await commands(t);
    assert.doesNotMatch((await hc('key', 'list', 'acme/web')).printed, new RegExp(first.secret));
    assert.match(
      (await hc('key', 'list', 'acme/web', '--show-secrets')).printed,
      new RegExp(`active +${first.secret}$`, 'm'),
    );
    assert.deepEqual(
      (await list()).map((key) => ({...key, createdAt: ''})),
      [{id: first.id, createdAt: '', deletedAt: null}],
    );
  });

  it('shows deleted keys only on request, and never their secrets', async (t) => {
    const {hc, first, list} = await commands(t);
    await hc('key', 'delete', 'acme/web', first.id);
    assert.equal((await hc('key', 'list', 'acme/web')).printed, 'There is no key.\n');
    const all = await hc('key', 'list', 'acme/web', '--deleted', '--show-secrets');
    assert.match(all.printed, new RegExp(`^${first.id} .* deleted \\d{4}-\\S+Z +-$`, 'm'));
    const [key] = await list('--deleted', '--show-secrets');
    assert.match(key?.deletedAt ?? '', /Z$/);
    assert.equal(key?.secret, undefined);
  });
});

describe('helpshift-chat key delete', () => {
  it('deletes one key, and warns when no user can be verified any more', async (t) => {
    const {hc, first, list} = await commands(t);
    const second = JSON.parse((await hc('key', 'create', 'acme/web', '--json')).printed) as {id: string};
    assert.deepEqual(await hc('key', 'delete', 'acme/web', first.id), {
      code: 0,
      printed: 'Deleted. Active keys: 1\n',
      notes: [],
    });
    assert.deepEqual(
      (await list()).map(({id}) => id),
      [second.id],
    );
    const last = await hc('key', 'delete', 'acme/web', second.id);
    assert.deepEqual([last.code, last.printed], [0, 'Deleted. Active keys: 0\n']);
    assert.match(last.notes.join(), /^Nobody can be verified: .* helpshift-chat key create acme\/web$/);
  });

  it('deletes nothing when the app does not have the key', async (t) => {
    const {hc, first, list} = await commands(t);
    await hc('app', 'create', 'acme/ios');
    for (const args of [
      ['acme/web', 'nonsense'],
      ['acme/ios', first.id],
    ]) {
      const {code, notes} = await hc('key', 'delete', ...args);
      assert.deepEqual([code, notes], [1, [`helpshift-chat: ${args[0]} has no key with this id.`]]);
    }
    assert.equal((await list()).length, 1);
  });
});
