import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {RefusedLogIns} from '../../src/agents/refused-log-ins.js';
import {RefusalCounts} from '../../src/audit/refusal-counts.js';
import {NO_METERS} from '../../src/metrics/meters.js';

interface Line {
  readonly account?: string;
  readonly network?: string;
  readonly count?: number;
}

function start(t: TestContext, digestKey = Buffer.alloc(32, 1)) {
  t.mock.timers.enable({apis: ['setTimeout']});
  const lines: Line[] = [];
  const log = {warn: (line: Line) => lines.push(line)};
  const refused = new RefusedLogIns({log, meters: NO_METERS, refusals: new RefusalCounts(), digestKey});
  const tell = (email: string, address: string) => refused.tell({email, address, reason: 'wrong'});
  return {lines, refused, tell};
}

describe('a refused log-in', () => {
  it('has a line that shows which ones belong together, and of nobody who it is', (t) => {
    const {lines, tell} = start(t);
    tell('ann@acme.example', '192.0.2.7');
    tell('ANN@acme.example', '192.0.2.8');
    tell('ben@acme.example', '198.51.100.7');
    const [first, same, other] = lines;
    assert.match(first?.account ?? '', /^[\w-]{12}$/);
    assert.match(first?.network ?? '', /^[\w-]{12}$/);
    assert.deepEqual(same, first);
    assert.notEqual(other?.account, first?.account);
    assert.notEqual(other?.network, first?.network);
    assert.doesNotMatch(JSON.stringify(lines), /acme|192\.0|198\.51/i);
  });

  it('has another digest in another installation', (t) => {
    const [one, two] = [1, 2].map((byte) => {
      const {lines, tell} = start(t, Buffer.alloc(32, byte));
      tell('ann@acme.example', '192.0.2.7');
      t.mock.timers.reset();
      return lines[0];
    });
    assert.notEqual(one?.account, two?.account);
    assert.notEqual(one?.network, two?.network);
  });

  it('has no line of its own in a flood: ten in a second, then their number', (t) => {
    const {lines, refused, tell} = start(t);
    const flood = (count: number): void => {
      for (let index = 0; index < count; index++) tell(`user ${index}`, '192.0.2.7');
    };
    flood(500);
    assert.equal(lines.length, 10);
    t.mock.timers.tick(1000);
    assert.deepEqual(lines.slice(10), [{count: 490}]);
    t.mock.timers.tick(60_000);
    flood(10);
    t.mock.timers.tick(1000);
    assert.equal(lines.length, 21, 'nothing was left out');
    flood(12);
    refused.end();
    assert.deepEqual(lines.at(-1), {count: 2}, 'told when the service ends');
  });
});
