import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {explainOriginProblem, originProblem} from '../../contract/app-origin.js';

describe('originProblem', () => {
  for (const origin of [
    'https://www.example.com',
    'http://localhost:3000',
    'http://127.0.0.1',
    'http://[::1]:8080',
    '*',
  ]) {
    it(`accepts ${origin}`, () => assert.equal(originProblem(origin), undefined));
  }

  const corrections: readonly [string, string][] = [
    ['https://www.example.com/', 'https://www.example.com'],
    ['https://www.example.com/shop?a=b', 'https://www.example.com'],
    ['https://WWW.Example.com', 'https://www.example.com'],
    ['https://www.example.com:443', 'https://www.example.com'],
    ['http://www.example.com:80', 'http://www.example.com'],
    ['www.example.com', 'https://www.example.com'],
    ['localhost:3000', 'http://localhost:3000'],
    ['127.0.0.1', 'http://127.0.0.1'],
    ['localhost.example.com', 'https://localhost.example.com'],
    [' https://www.example.com ', 'https://www.example.com'],
    ['https://user:pass@www.example.com', 'https://www.example.com'],
    ['https://münchen.example', 'https://xn--mnchen-3ya.example'],
  ];
  for (const [given, origin] of corrections) {
    it(`corrects ${JSON.stringify(given)} to ${origin}`, () => {
      assert.equal(explainOriginProblem(given), `${JSON.stringify(given)} is not an origin: write ${origin}`);
    });
  }

  for (const given of [
    '',
    ' ',
    'null',
    'file:///shop.html',
    'https://',
    'https://*.example.com',
    '**',
    'javascript:alert(1)',
  ]) {
    it(`explains the mistake in ${JSON.stringify(given)}`, () => {
      assert.match(explainOriginProblem(given) ?? '', /https:\/\/www\.example\.com/);
    });
  }

  it('accepts and suggests only origins that a browser can send', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (value) => {
        const problem = originProblem(value);
        if (problem === undefined) {
          assert.ok(value === '*' || new URL(value).origin === value);
          return;
        }
        if (problem.kind === 'inexact') assert.equal(originProblem(problem.correction), undefined);
      }),
    );
  });
});
