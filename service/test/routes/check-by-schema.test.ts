import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {checkBySchema} from '../../src/routes/check-by-schema.js';
import {EndSessionsBody, SendBody} from '../../src/routes/schemas.js';

const ID = '11111111-1111-4111-8111-111111111111';

/** A list that counts how often one of its items is read. */
function countedList(item: unknown): {readonly list: readonly unknown[]; readonly reads: () => number} {
  let reads = 0;
  const list = new Proxy(new Array<unknown>(100_000).fill(item), {
    get(items, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
      return Reflect.get(items, key) as unknown;
    },
  });
  return {list, reads: () => reads};
}

describe('the check of a request', () => {
  const lists: Readonly<Record<string, readonly [unknown, (list: unknown) => object, string]>> = {
    'messages that are none': [0, (messages) => ({messages}), '/messages'],
    'good messages': [{id: ID, text: 'Hi'}, (messages) => ({messages}), '/messages'],
    'tags that are none': [
      1,
      (tags) => ({messages: [{id: ID, text: 'Hi', beginning: {tags}}]}),
      '/messages/0/beginning/tags',
    ],
    'good tags': [
      'vip',
      (tags) => ({messages: [{id: ID, text: 'Hi', beginning: {tags}}]}),
      '/messages/0/beginning/tags',
    ],
  };
  for (const [what, [item, bodyOf, path]] of Object.entries(lists)) {
    for (const [name, schema, others] of [
      ['POST /v1/messages', SendBody, {}],
      ['POST /v1/sessions/end', EndSessionsBody, {sessionTokens: ['x']}],
    ] as const) {
      it(`looks once, at the most, at each of 100,000 ${what}: ${name}`, () => {
        const {list, reads} = countedList(item);
        const result = checkBySchema(schema)({...others, ...bodyOf(list)}) as {error?: {instancePath: string}[]};
        assert.ok(result.error?.[0]?.instancePath.startsWith(path), JSON.stringify(result.error));
        assert.ok(reads() < 101_000, `${reads()} items were read`);
      });
    }
  }
});
