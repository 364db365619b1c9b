import assert from 'node:assert/strict';
import {createHmac} from 'node:crypto';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {identify} from '../../src/protocol/identity.js';
import {createUserAuthToken, signedText, strictSignedText, type TokenOptions} from '../../src/token/index.js';
import {hmacSha256} from '../../src/token/token.js';

// Test names in quotation marks are sentences of the specification, "Verifying the identity of users".

const BOTH = {userId: 'captain_planet', userEmail: 'captain@example.com'};
const TOKEN = /^[A-Za-z0-9+/]{43}=$/;
const STRICT_TOKEN = /^v1\.[A-Za-z0-9_-]{43}$/;

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('hmacSha256', () => {
  // RFC 4231, section 4. Cases 3, 4, 6 and 7 have keys or data with bytes of 0x80 and above. These are not UTF-8, so
  // they
  // cannot be written as text.
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
  const text = fc.string({unit: 'grapheme', minLength: 1, maxLength: 30});
  const identifiers = fc.oneof(
    fc.record({userId: text}),
    fc.record({userEmail: text}),
    fc.record({userId: text, userEmail: text}),
  );

  it('"generated via HMAC using SHA256": of userId followed by userEmail, in base64 with padding', async () => {
    await fc.assert(
      fc.asyncProperty(text, identifiers, async (secret, given: {userId?: string; userEmail?: string}) => {
        const signed = `${given.userId ?? ''}${given.userEmail ?? ''}`;
        const expected = createHmac('sha256', secret).update(signed, 'utf8').digest('base64');
        const token = await createUserAuthToken({secret, ...given});
        assert.equal(token, expected);
        assert.match(token, TOKEN);
      }),
      {numRuns: 300},
    );
  });

  it('is standard base64, as "ab+dKOFgxspi3ARXSa/zSdN4wFrU6CQu3hJzHQtXYRI" in the specification', async () => {
    const tokens = await Promise.all(
      Array.from({length: 64}, (_, number) => createUserAuthToken({secret: 's', userId: `u${number}`})),
    );
    for (const token of tokens) assert.match(token, TOKEN);
    assert.ok(tokens.some((token) => token.includes('+')) && tokens.some((token) => token.includes('/')));
  });

  it('signs the identifiers unchanged: not trimmed, not lower-cased, not normalised', async () => {
    const variants = ['Ann', 'ann', ' Ann', 'Ann\n', 'A\u0301nn', '\u00C1nn'];
    const tokens = await Promise.all(variants.map((userId) => createUserAuthToken({secret: 's', userId})));
    assert.equal(new Set(tokens).size, variants.length);
  });

  it('counts "", null and undefined as not given', async () => {
    const expected = await createUserAuthToken({secret: 's', userId: 'u1'});
    assert.equal(await createUserAuthToken({secret: 's', userId: 'u1', userEmail: ''}), expected);
    assert.equal(await createUserAuthToken({secret: 's', userId: 'u1', userEmail: undefined}), expected);
    const fromDatabase = {secret: 's', userId: 'u1', userEmail: null} as unknown as TokenOptions;
    assert.equal(await createUserAuthToken(fromDatabase), expected);
    const strict = await createUserAuthToken({secret: 's', userId: 'u1', form: 'strict'});
    assert.equal(await createUserAuthToken({secret: 's', userId: 'u1', userEmail: '', form: 'strict'}), strict);
    assert.equal(await createUserAuthToken({...fromDatabase, form: 'strict'}), strict);
  });

  for (const form of ['compatible', 'strict'] as const) {
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
  }

  it('never puts the secret into an error', async () => {
    const isSecretTold = (error: Error) => error.stack?.includes('hunter2') ?? false;
    await assert.rejects(createUserAuthToken({secret: 'hunter2'}), (error: Error) => !isSecretTold(error));
  });
});

describe('the compatible form', () => {
  it('signs one text for two users: the service closes this hole with the owner of a signed text', async () => {
    const [ann, twin] = [
      {userId: '123', userEmail: 'ann@x.org'},
      {userId: '12', userEmail: '3ann@x.org'},
    ];
    assert.equal(signedText(ann), signedText(twin));
    assert.equal(await createUserAuthToken({secret: 's', ...ann}), await createUserAuthToken({secret: 's', ...twin}));
  });
});

describe('the strict form', () => {
  it('separates the two identifiers', async () => {
    const forms = await Promise.all(
      [
        {userId: '123', userEmail: 'ann@x.org'},
        {userId: '12', userEmail: '3ann@x.org'},
        {userId: '123ann@x.org'},
        {userEmail: '123ann@x.org'},
      ].map((given) => createUserAuthToken({secret: 's', ...given, form: 'strict'})),
    );
    assert.equal(new Set(forms).size, 4);
  });

  it('is "v1." and the base64url of the HMAC over a separate text', async () => {
    const token = await createUserAuthToken({secret: 's', ...BOTH, form: 'strict'});
    const signed = 'helpshift-chat.v1\0["captain_planet","captain@example.com"]';
    assert.equal(token, `v1.${createHmac('sha256', 's').update(signed).digest('base64url')}`);
    assert.match(token, STRICT_TOKEN);
    assert.equal(strictSignedText({userId: 'u1'}), 'helpshift-chat.v1\0["u1",null]');
    assert.equal(strictSignedText({userEmail: 'a@b'}), 'helpshift-chat.v1\0[null,"a@b"]');
  });

  it('signs a different text for each pair of identifiers', () => {
    const maybe = fc.option(fc.string({unit: fc.constantFrom(...'ab",[]\\\0nul'), maxLength: 6}), {nil: undefined});
    const pair = fc.record({userId: maybe, userEmail: maybe});
    const given = ({userId, userEmail}: {userId: string | undefined; userEmail: string | undefined}) => [
      userId || null,
      userEmail || null,
    ];
    fc.assert(
      fc.property(pair, pair, (a, b) => {
        const isSame = given(a)[0] === given(b)[0] && given(a)[1] === given(b)[1];
        assert.equal(strictSignedText(a) === strictSignedText(b), isSame);
      }),
      {numRuns: 2000},
    );
  });

  it('is never also a compatible token: no identifier may contain its NUL', () => {
    assert.equal(identify({userId: strictSignedText(BOTH)}).claim.kind, 'anonymous');
  });
});
