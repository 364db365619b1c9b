import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {splitLinks, type TextPiece} from '../../src/client/links.js';

/** The link targets, in order. */
const hrefs = (text: string): (string | undefined)[] =>
  splitLinks(text)
    .filter(({href}) => href !== undefined)
    .map(({href}) => href);

/** The link texts, in order. */
const shown = (text: string): string[] =>
  splitLinks(text)
    .filter(({href}) => href !== undefined)
    .map(({text}) => text);

const joined = (text: string): string =>
  splitLinks(text)
    .map(({text}) => text)
    .join('');

/** Without `URL.canParse`, which Node 20 answers wrongly for some hosts after thousands of calls. */
function normalForm(address: string): string | undefined {
  try {
    return new URL(address).href;
  } catch {
    return undefined;
  }
}

/** Whether the pieces make up the text. A piece may show an address in its normal form. */
function isMadeOf(text: string, [piece, ...others]: readonly TextPiece[]): boolean {
  if (!piece) return text === '';
  if (text.startsWith(piece.text)) return isMadeOf(text.slice(piece.text.length), others);
  return Array.from({length: text.length}, (_, index) => index + 1).some(
    (length) => normalForm(text.slice(0, length)) === piece.text && isMadeOf(text.slice(length), others),
  );
}

describe('splitLinks', () => {
  for (const address of [
    'https://example.org',
    'http://localhost:8080/a',
    'HTTPS://EXAMPLE.ORG/A',
    'https://en.example.org/wiki/Mercury_(planet)',
    'https://en.example.org/wiki/Mercury_(planet)/(a(b))c',
    'https://example.org/find?x=[1]&y={2}#(a)',
    'https://[::1]:8080/a',
    'https://example.org/käse',
    'https://fa.example.org/می‌خواهم',
    'https://example.org/a,b;c:d!e.f',
    "https://example.org/o'clock",
    'https://example.org/wiki/Murphy’s_law',
    'https://example.org/?',
    'https://example.org/a/@b',
  ]) {
    it(`takes ${address} as a whole`, () => {
      const end = address.endsWith('?') ? -1 : undefined;
      for (const [before, after] of [
        ['', ''],
        ['See ', ' there'],
        ['(', ')'],
        ['[', '](x)'],
        ['[x](', ').'],
        ['see (here: ', ')).'],
        ['<', '>'],
        ['"', '"'],
        ['`', '`'],
        ['**', '**'],
        ['«', '»'],
        ['“', '”'],
        ['‘', '’'],
        ['「', '」'],
        ['（', '）'],
        ['', '.'],
        ['', '…'],
        ['', '?!'],
        ['', '"),'],
        ['看', '。谢谢'],
        ['', '、'],
        ['', '؟'],
        ['\u2067', '\u2069'],
        ['\u200b', '\u200b'],
      ] as const) {
        const text = before + address + after;
        assert.deepEqual(shown(text), [address.slice(0, end)], text);
        assert.equal(joined(text), text);
      }
    });
  }

  it('finds each of several addresses', () => {
    assert.deepEqual(shown('[https://a.example](https://b.example/x),https://c.example/。https://d.example'), [
      'https://a.example',
      'https://b.example/x',
      'https://c.example/',
      'https://d.example',
    ]);
  });

  for (const text of [
    'no address',
    'https://',
    'https:// example.org',
    'http://.,',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://example.org',
    'https:///evil.example/',
    'https://bank.example@evil.example/',
    'https://bank.example:secret@evil.example/',
    'https://:secret@evil.example/',
    'https://bank.example%2Flogin:x@evil.example/',
    'https://a b@c.example:99999999/',
  ]) {
    it(`makes no link to another place from ${text}`, () => {
      const pieces = splitLinks(text);
      for (const {href, text} of pieces) assert(href === undefined || href === new URL(text).href);
      assert(!hrefs(text).some((href) => href?.includes('evil')));
      assert.equal(joined(text), text);
    });
  }

  for (const [what, address, href] of [
    ['Cyrillic letters', 'https://ехаmple.org/login', 'https://xn--mple-43d3a6i.org/login'],
    ['letters of a language', 'https://müller.example', 'https://xn--mller-kva.example/'],
    ['full-width letters', 'https://ｅｖｉｌ.example/', 'https://evil.example/'],
    ['a number', 'http://2130706433/', 'http://127.0.0.1/'],
    ['escapes', 'https://%65vil.example/', 'https://evil.example/'],
    ['an empty user name', 'https://@evil.example/', 'https://evil.example/'],
    ['the default port', 'https://example.org:443/a', 'https://example.org/a'],
  ] as const) {
    it(`shows an address with ${what} in the form that the browser opens`, () => {
      assert.deepEqual(splitLinks(`See ${address} now`), [{text: 'See '}, {text: href, href}, {text: ' now'}]);
    });
  }

  it('ends a host at an invisible character or a character that looks like a slash', () => {
    assert.deepEqual(hrefs('https://bank.example⁄login.evil.example/'), ['https://bank.example/']);
    assert.deepEqual(hrefs('https://bank.example\\.evil.example/'), ['https://bank.example/']);
    assert.deepEqual(hrefs('https://bank.example\u202e/moc.live'), ['https://bank.example/']);
  });

  const noise = fc.array(
    fc.oneof(
      fc.constantFrom('https://', 'http://', 'example.org', '/', '?', '#', '(', ')', '[', ']', '{', '}', '.', ' ', '@'),
      fc.constantFrom('。', '»', '…', '’', '<', '>', '\u202e', '\u200d', 'ß', 'а', 'א', '%', ':', '\\', '\ud800'),
      fc.string({unit: 'binary', maxLength: 4}),
    ),
    {maxLength: 30},
  );

  it('keeps every text unchanged, except addresses in their normal form', () => {
    fc.assert(
      fc.property(noise, (parts) => {
        const text = parts.join('');
        const pieces = splitLinks(text);
        assert(!pieces.some(({text}) => text === ''));
        assert(isMadeOf(text, pieces));
      }),
      {numRuns: 2000},
    );
  });

  it('opens exactly the shown address, and only web addresses', () => {
    fc.assert(
      fc.property(noise, (parts) => {
        for (const {text, href} of splitLinks(parts.join(''))) {
          if (href === undefined) continue;
          const {protocol, username, password, origin} = new URL(href);
          assert.match(protocol, /^https?:$/);
          assert.equal(username + password, '');
          assert.equal(new URL(text).href, href);
          assert.equal(text.slice(0, origin.length).toLowerCase(), origin);
          assert.match(text.slice(origin.length), /^([/?#].*)?$/su);
        }
      }),
      {numRuns: 2000},
    );
  });

  it('takes time that grows only with the length of the text', () => {
    const LENGTH = 100_000;
    for (const part of [
      '(',
      'https://a/(',
      'https://a/)',
      'https://a)',
      'https://[',
      'https://',
      'http',
      '.',
      'https://a@',
      'https://a/.,',
      '\u200d',
    ]) {
      for (const beginning of ['', 'https://a/', 'https://a']) {
        const text = beginning + part.repeat(LENGTH / part.length);
        const start = process.cpuUsage();
        splitLinks(text);
        const time = process.cpuUsage(start).user / 1000;
        assert(time < 1500, `${beginning}${part}…: ${time} ms`);
      }
    }
  });
});
