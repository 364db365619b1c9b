import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import * as originalContext from '@lit/context';
import * as original from '@lit/reactive-element/css-tag.js';
import * as context from '../../scripts/context.mjs';
import * as substitute from '../../scripts/css-tag.mjs';

describe("the replacement for lit's css-tag module", () => {
  it('has the same exports', () => {
    assert.deepEqual(Object.keys(substitute).sort(), Object.keys(original).sort());
    assert.equal(substitute.css`a{}`.cssText, original.css`a{}`.cssText);
  });
});

interface Host extends EventTarget {
  readonly updates: unknown[];
  addController(controller: object): void;
  requestUpdate(): void;
}

/** Stands for an element: what is dispatched reaches the host above it. */
function newHost(above?: EventTarget): Host {
  const host = Object.assign(new EventTarget(), {updates: [], addController: () => {}, requestUpdate: () => {}});
  if (above) host.dispatchEvent = (event) => above.dispatchEvent(event);
  return host;
}

for (const [name, {ContextConsumer, ContextProvider}] of Object.entries({
  'of @lit/context': originalContext as unknown as typeof context,
  'that replace them': context,
})) {
  describe(`the controllers for contexts ${name}`, () => {
    it('give a consumer the value when it is connected, and each new one until it is disconnected', () => {
      const above = newHost();
      const key = Symbol('key');
      const provider = new ContextProvider(above as never, {context: key, initialValue: 1});
      const other = new ContextProvider(above as never, {context: Symbol('other'), initialValue: 'other'});
      const below = newHost(above);
      const values: unknown[] = [];
      const options = {context: key, subscribe: true};
      const consumer = new ContextConsumer(below as never, options);
      below.requestUpdate = () => values.push(consumer.value);
      assert.deepEqual(values, []);
      consumer.hostConnected();
      provider.setValue(2);
      other.setValue('another');
      assert.equal(consumer.value, 2);
      assert.deepEqual(values, [1, 2]);
      consumer.hostDisconnected();
      provider.setValue(3);
      assert.equal(provider.value, 3);
      assert.deepEqual(values, [1, 2]);
    });
  });
}
