import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {ConnectedAddresses} from '../../src/live/connected-addresses.js';

describe('ConnectedAddresses', () => {
  it('forgets an address with nothing open: a process meets very many', () => {
    const addresses = new ConnectedAddresses(9);
    const [one, other] = [addresses.enter('192.0.2.1'), addresses.enter('198.51.100.1')];
    assert.equal(addresses.enter('192.0.2.1'), one);
    assert.equal(addresses.size, 2);
    for (const address of [one, other]) addresses.leave(address);
    assert.equal(addresses.size, 1);
    addresses.leave(one);
    assert.equal(addresses.size, 0);
  });
});
