import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {readableLine} from '../src/log.js';

describe('readableLine', () => {
  it('is short, and keeps the data of the message', () => {
    const time = new Date(2026, 0, 2, 3, 4, 5).getTime();
    const line = readableLine(JSON.stringify({level: 40, time, reqId: 'req-1', domain: 'bar', msg: 'refused'}));
    assert.equal(line, '03:04:05 warn refused domain="bar"\n');
  });

  it('is one line, with any content', () => {
    const line = readableLine(JSON.stringify({level: 30, time: 0, domain: 'a\r\nb', msg: 'one\ntwo\u001b[2J'}));
    assert.match(line, /^\d\d:\d\d:\d\d info one\\ntwo\\u001b\[2J domain="a\\r\\nb"\n$/);
  });
});
