import assert from 'node:assert/strict';
import {createHmac} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {identify} from '../../src/protocol/identity.js';
import {
  compatibleSignedText,
  createUserAuthToken,
  strictSignedText,
  type TokenIdentifiers,
  type TokenOptions,
} from '../../src/token/index.js';
import {hmacSha256} from '../../src/token/token.js';

// Test names in quotation marks are sentences of the specification, "Verifying the identity of users".

const BOTH = {userId: 'captain_planet', userEmail: 'captain@example.com'};
const TOKENS = {compatible: /^[A-Za-z0-9+/]{43}=$/, strict: /^v1\.[A-Za-z0-9+/]{43}=$/};
const FORMS = ['strict', 'compatible'] as const;

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('hmacSha256', () => {
  // RFC 4231, section 4. Cases 3, 4, 6 and 7 have keys or data with bytes of 0x80 and above. These are not UTF-8, so
  // they cannot be written as text.
  const vectors = [
    {
      name: 'test case 1 (a key of 20 bytes)',
      key: '\x0b'.repeat(20),
      data: 'Hi There',
      mac: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    },
    {
      name: 'test case 2 (a key shorter than the digest)',
      key: 'Jefe',
      data: 'what do ya want for nothing?',
      mac: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    },
    {
      name: 'test case 5 (of which only the first 128 bits are published)',
      key: '\x0c'.repeat(20),
      data: 'Test With Truncation',
      mac: 'a3b6167473100ee06e0c796c2955552b',
    },
  ];
  for (const {name, key, data, mac} of vectors) {
    it(`gives the published digest of RFC 4231, ${name}`, async () => {
      assert.equal(hex(await hmacSha256(key, data)).slice(0, mac.length), mac);
    });
  }

  it('agrees with node:crypto for any secret and any text, also for keys longer than a block', async () => {
    const text = fc.string({unit: 'grapheme', maxLength: 100});
    const secret = fc.oneof(fc.string({unit: 'grapheme', minLength: 1}), fc.string({minLength: 65, maxLength: 200}));
    await fc.assert(
      fc.asyncProperty(secret, text, async (secret, text) => {
        assert.equal(hex(await hmacSha256(secret, text)), createHmac('sha256', secret).update(text).digest('hex'));
      }),
      {numRuns: 300},
    );
  });
});

describe('createUserAuthToken', () => {
  const text = fc.string({unit: 'grapheme', minLength: 1, maxLength: 30}).filter((value) => !/\p{Cc}/u.test(value));
  const identifiers: fc.Arbitrary<TokenIdentifiers> = fc.oneof(
    fc.record({userId: text}),
    fc.record({userEmail: text}),
    fc.record({userId: text, userEmail: text}),
  );

  it('makes the strict form: "v1." and the standard base64 of the HMAC over three lines', async () => {
    await fc.assert(
      fc.asyncProperty(text, identifiers, async (secret, given) => {
        const signed = ['helpshift-chat.v1', given.userId ?? '', given.userEmail ?? ''].join('\n');
        const token = await createUserAuthToken({secret, ...given});
        assert.equal(token, `v1.${createHmac('sha256', secret).update(signed, 'utf8').digest('base64')}`);
        assert.match(token, TOKENS.strict);
        assert.equal(await createUserAuthToken({secret, ...given, form: 'strict'}), token);
      }),
      {numRuns: 300},
    );
  });

  it('makes the tokens of docs/identity.md, which were made with OpenSSL', async () => {
    const page = readFileSync(new URL('../../docs/identity.md', import.meta.url), 'utf8');
    const known: readonly (readonly [token: string, options: Omit<TokenOptions, 'secret'>])[] = [
      ['v1.fMpU4yrjKKOM5urV8zPEvWDzsjg+GjJguavFL0xrV90=', BOTH],
      ['v1.dyllvhNZJmJHAErlRJC400IFecNWXD9ig2A97S4xSzs=', {userId: BOTH.userId}],
      ['v1.x6hzZKOl5gKexvhLytJvcmn5ZTyMXuSv/dxG0JMw5cg=', {userEmail: BOTH.userEmail}],
      ['yk5xOUGwzBDFMcfUwGYrnctgGoT0BZ6RzDeqtxoU5eA=', {...BOTH, form: 'compatible'}],
    ];
    for (const [token, options] of known) {
      assert.equal(await createUserAuthToken({secret: 'my-secret-key', ...options}), token);
      assert.ok(page.includes(token), token);
    }
  });

  it('"generated via HMAC using SHA256": of userId followed by userEmail in the compatible form, in base64 with padding', async () => {
    await fc.assert(
      fc.asyncProperty(text, identifiers, async (secret, given) => {
        const signed = `${given.userId ?? ''}${given.userEmail ?? ''}`;
        const token = await createUserAuthToken({secret, ...given, form: 'compatible'});
        assert.equal(token, createHmac('sha256', secret).update(signed, 'utf8').digest('base64'));
        assert.match(token, TOKENS.compatible);
      }),
      {numRuns: 300},
    );
  });

  for (const form of FORMS) {
    it(`is standard base64, as "ab+dKOFgxspi3ARXSa/zSdN4wFrU6CQu3hJzHQtXYRI" in the specification: ${form}`, async () => {
      const tokens = await Promise.all(
        Array.from({length: 64}, (_, number) => createUserAuthToken({secret: 's', userId: `u${number}`, form})),
      );
      for (const token of tokens) assert.match(token, TOKENS[form]);
      assert.ok(tokens.some((token) => token.includes('+')) && tokens.some((token) => token.includes('/')));
    });

    it(`signs the identifiers unchanged, not trimmed, not lower-cased, not normalised: ${form}`, async () => {
      const variants = ['Ann', 'ann', ' Ann', 'Ann ', 'A\u0301nn', '\u00C1nn', '"Ann"', 'A\\nnn', 'A/nn'];
      const tokens = await Promise.all(variants.map((userId) => createUserAuthToken({secret: 's', userId, form})));
      assert.equal(new Set(tokens).size, variants.length);
    });

    it(`counts "", null and undefined as not given: ${form}`, async () => {
      for (const nothing of ['', null, undefined]) {
        const withoutEmail = {secret: 's', userId: 'u1', userEmail: nothing, form} as TokenOptions;
        assert.equal(
          await createUserAuthToken(withoutEmail),
          await createUserAuthToken({secret: 's', userId: 'u1', form}),
        );
        const withoutId = {secret: 's', userId: nothing, userEmail: 'a@b', form} as TokenOptions;
        assert.equal(
          await createUserAuthToken(withoutId),
          await createUserAuthToken({secret: 's', userEmail: 'a@b', form}),
        );
      }
    });

    it(`"the user authentication token should be generated only using the userId": full privacy, ${form}`, async () => {
      const ofIdAlone = await createUserAuthToken({secret: 's', userId: BOTH.userId, form});
      assert.equal(await createUserAuthToken({secret: 's', ...BOTH, fullPrivacy: true, form}), ofIdAlone);
      assert.notEqual(await createUserAuthToken({secret: 's', ...BOTH, fullPrivacy: false, form}), ofIdAlone);
    });

    it(`rejects identifiers that it cannot sign, and names the missing value: ${form}`, async () => {
      for (const secret of ['', undefined, null, 7, new Uint8Array(32)]) {
        const options = {...BOTH, form, secret} as TokenOptions;
        await assert.rejects(createUserAuthToken(options), {name: 'TypeError', message: /^secret: /});
      }
      for (const none of [{}, {userId: ''}, {userId: '', userEmail: ''}, {userEmail: undefined}]) {
        const message = /^userId, userEmail: /;
        await assert.rejects(createUserAuthToken({secret: 's', form, ...none}), {name: 'TypeError', message});
      }
      const addressAlone = {secret: 's', form, userEmail: 'ann@x.org', fullPrivacy: true};
      await assert.rejects(createUserAuthToken(addressAlone), {name: 'TypeError', message: /^userId: .*full privacy/});
    });

    for (const field of ['userId', 'userEmail'] as const) {
      const assertRejects = async (value: unknown, message: RegExp) => {
        const options = {secret: 's', ...BOTH, [field]: value, form};
        await assert.rejects(createUserAuthToken(options), {name: 'TypeError', message}, String(value));
      };

      it(`signs no text of a missing value as ${field}: ${form}`, async () => {
        const missing = ['undefined', 'null', 'NaN', 'None', '[object Object]', '{{ user }}', '${user}', '<%= user %>'];
        for (const value of missing) await assertRejects(value, new RegExp(`^${field}: .*missing value`));
      });

      it(`signs no control character, and nothing but strings, as ${field}: ${form}`, async () => {
        for (const value of ['u\n1', 'u\0', '\t', 'u\x7f', '\x85']) {
          await assertRejects(value, new RegExp(`^${field}: .*control character`));
        }
        for (const value of [42, true, {}, ['u1']]) await assertRejects(value, new RegExp(`^${field}: a string`));
      });
    }
  }

  it('does not look at an address that full privacy leaves out', async () => {
    const options = {secret: 's', userId: 'u1', userEmail: 'undefined', fullPrivacy: true};
    assert.equal(await createUserAuthToken(options), await createUserAuthToken({secret: 's', userId: 'u1'}));
  });

  it('rejects a form that does not exist', async () => {
    const options = {secret: 's', ...BOTH, form: 'v1'} as unknown as TokenOptions;
    await assert.rejects(createUserAuthToken(options), {name: 'TypeError', message: /^form: /});
  });

  it('never puts the secret into an error', async () => {
    const isSecretTold = (error: Error) => error.stack?.includes('hunter2') ?? false;
    await assert.rejects(createUserAuthToken({secret: 'hunter2'}), (error: Error) => !isSecretTold(error));
  });
});

describe('the compatible form', () => {
  it('signs one text for two users: this is why an app accepts it only if its settings say so', async () => {
    const [ann, twin] = [
      {userId: '123', userEmail: 'ann@x.org'},
      {userId: '12', userEmail: '3ann@x.org'},
    ];
    assert.equal(compatibleSignedText(ann), compatibleSignedText(twin));
    const form = 'compatible';
    assert.equal(
      await createUserAuthToken({secret: 's', ...ann, form}),
      await createUserAuthToken({secret: 's', ...twin, form}),
    );
  });
});

describe('the strict form', () => {
  it('separates the two identifiers', () => {
    const texts = [
      {userId: '123', userEmail: 'ann@x.org'},
      {userId: '12', userEmail: '3ann@x.org'},
      {userId: '123ann@x.org'},
      {userEmail: '123ann@x.org'},
    ].map(strictSignedText);
    assert.equal(new Set(texts).size, 4);
  });

  it('proves one pair of identifiers at most, whatever a site signs', () => {
    // Few characters and short texts, so that two pairs often nearly meet.
    const email = fc.constantFrom('', 'a@a', 'aa@a', 'a@a.a', 'aaa@a');
    const accepted = fc
      .record({userId: fc.string({unit: fc.constantFrom('a', '@', '.'), maxLength: 5}), userEmail: email})
      .filter((given) => identify(given).claim.kind === 'logged-in');
    const part = fc.string({unit: fc.constantFrom('a', '@', '.', '\n', 'a@a'), maxLength: 4});
    const signed = fc.oneof(accepted, fc.record({userId: part, userEmail: fc.oneof(part, email)}));
    fc.assert(
      fc.property(signed, accepted, (signed, claimed) => {
        const isSame = signed.userId === claimed.userId && signed.userEmail === claimed.userEmail;
        assert.equal(strictSignedText(signed) === strictSignedText(claimed), isSame);
      }),
      {numRuns: 5000},
    );
  });

  it('is never also a compatible token: the service accepts no identifiers that have its line breaks', () => {
    for (const given of [BOTH, {userId: 'u1'}, {userEmail: 'a@b'}]) {
      const signed = strictSignedText(given);
      for (let end = 0; end <= signed.length; end += 1) {
        const {claim} = identify({userId: signed.slice(0, end), userEmail: signed.slice(end)});
        assert.equal(claim.kind, 'anonymous');
      }
    }
  });
});
