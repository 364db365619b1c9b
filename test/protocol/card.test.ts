import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {actionAddress} from '../../src/protocol/card.js';

const link = (target: string) => actionAddress({kind: 'link', label: 'Open', target});
const call = (target: string) => actionAddress({kind: 'call', label: 'Call', target});

/** What follows a link with this address, as a browser reads it. */
const schemeOf = (address: string) => new URL(address, 'https://page.example/').protocol;

describe('the link of a card', () => {
  it('leads to web, mail and phone addresses, as they are', () => {
    for (const target of [
      'https://example.com',
      'http://example.com/a?b=c#d',
      'HTTPS://EXAMPLE.COM/',
      'https://пример.example/ü',
      'https://user@example.com:8443/',
      'mailto:help@example.com?subject=Parcel',
      'tel:+441234567890',
    ]) {
      assert.equal(link(target), target);
    }
  });

  it('leads nowhere else', () => {
    for (const target of [
      ...['javascript:alert(1)', 'JavaScript:alert(1)', 'data:text/html,x', 'vbscript:x', 'blob:https://example.com/x'],
      ...[
        'file:///etc/passwd',
        'about:blank',
        'ftp://example.com',
        'view-source:https://example.com',
        'intent://x',
        'sms:1',
      ],
      ...['', '/', '/help', 'help', '?a', '#a', '//example.com', '\\\\example.com', 'example.com', 'www.example.com'],
      ...[
        'https:',
        'https:/',
        'https://',
        'https:example.com',
        'http://',
        'mailto:',
        'tel:',
        'https://[',
        'https://a b',
      ],
      ...[' https://example.com', 'https://example.com ', 'https://example.com/a b', '\thttps://example.com'],
      ...['java\nscript:alert(1)', 'https://example.com/\nx', 'https://exam\tple.com', '\u0000javascript:alert(1)'],
      ...['https://example.com/\u0000', 'https://example.com/\u0007', 'https://example.com/\u007f', 'tel:1\u0000'],
      ...[
        'https://example.com\u2028',
        'https://example.com/\u0085',
        'https://example.com/\ufeff',
        'x\njavascript:alert(1)',
      ],
      ...['https://example.com/\u202egnp.exe', 'https://example.com/\u200b', 'https://example.com/\ud800'],
    ]) {
      assert.equal(link(target), undefined, JSON.stringify(target));
    }
  });

  it('never runs code, whatever the target', () => {
    const scheme = fc.constantFrom('javascript:', 'data:', 'vbscript:', 'https://', 'http:', 'tel:', 'mailto:', '');
    const target = fc
      .tuple(fc.string({unit: 'binary', maxLength: 3}), scheme, fc.string({unit: 'binary'}))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(target, (target) => {
        for (const address of [link(target), call(target)]) {
          if (address !== undefined) assert.match(schemeOf(address), /^(?:https?|mailto|tel):$/);
        }
      }),
      {numRuns: 2000},
    );
  });
});

describe('the call of a card', () => {
  it('takes phone numbers as people write them, and dials the digits', () => {
    const numbers = {
      '112': 'tel:112',
      '+44 1234 567890': 'tel:+441234567890',
      '(030) 123-45.67': 'tel:0301234567',
      '030/1234567': 'tel:0301234567',
      '+1 (555) 010-9999 ': 'tel:+15550109999',
    };
    for (const [number, address] of Object.entries(numbers)) assert.equal(call(number), address);
  });

  it('takes nothing else', () => {
    for (const number of [
      ...[
        '',
        '+',
        '()',
        ' ',
        'call me',
        '0800-HELP',
        'tel:112',
        '112;ext=5',
        '1,2',
        '1#',
        '*100#',
        '1+2',
        '++1',
        ' +1',
      ],
      ...['javascript:1', 'https://example.com', '١٢٣', '１２３', '1\u00002'],
    ]) {
      assert.equal(call(number), undefined, JSON.stringify(number));
    }
  });
});
