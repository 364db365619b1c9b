import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {pino} from 'pino';
import {PIPELINED_REQUESTS_LIMIT} from '../src/limits.js';
import {serveMetrics} from '../src/metrics/serve-metrics.js';
import {openMetrics} from '../src/metrics/open-metrics.js';
import {untilAsync} from '../../test/support/until.js';
import {runCommand} from './support/process.js';
import {openSocket, readAll} from './support/raw-http.js';
import {startTestService, SYNC, temporaryFolder} from './support/test-service.js';
import {bearer, begin, idOf, patch, upload} from './support/uploads.js';

const TOKEN = 'a-token-for-the-metrics';
const AUTHORIZATION = {authorization: `Bearer ${TOKEN}`};

async function startMeasured(t: TestContext) {
  const metrics = await openMetrics({port: undefined, host: '127.0.0.1', token: TOKEN});
  return startTestService(t, {metrics, metricsToken: TOKEN});
}

/** The value of a metric, such as `helpshift_chat_entries_total{author="user"}`. */
function valueOf(text: string, metric: string): number {
  const line = text.split('\n').find((each) => each.startsWith(`${metric} `));
  return Number(line?.slice(metric.length + 1));
}

/** The port of the metrics that a running service has printed. */
const METRICS_ADDRESS = /Metrics {3}(http:\S+)/;

describe('the metrics', () => {
  it('count requests by route, entries, refusals by limit, and jobs, and measure the event loop', async (t) => {
    const service = await startMeasured(t);
    const session = await service.visit();
    await service.send(session, 'A secret text');
    await service.as(session, SYNC);
    await service.ask({method: 'GET', url: '/no/such/address'});

    const read = () => service.ask({method: 'GET', url: '/metrics', headers: AUTHORIZATION});
    const tidied = 'helpshift_chat_job_seconds_count{job="tidy",result="done"}';
    // The job runs beside the first requests.
    await untilAsync(async () => valueOf((await read()).body, tidied) === 1);
    const {body, headers} = await read();
    assert.match(String(headers['content-type']), /^text\/plain/);
    const answered = (method: string, route: string, status: number): number =>
      valueOf(body, `helpshift_chat_request_seconds_count{method="${method}",route="${route}",status="${status}"}`);
    assert.equal(answered('POST', '/v1/sync', 200), 1);
    assert.equal(answered('POST', '/v1/messages', 201), 1);
    assert.equal(answered('GET', 'none', 404), 1);
    assert.equal(valueOf(body, 'helpshift_chat_entries_total{author="user"}'), 1);
    assert.equal(valueOf(body, 'helpshift_chat_live_connections_of_users'), 0);
    assert.ok(valueOf(body, 'nodejs_eventloop_lag_seconds') >= 0);
    assert.doesNotMatch(body, /A secret text|no\/such/);
  });

  it('tell how many bytes files take, how much room there is, and how uploads end', async (t) => {
    const service = await startMeasured(t);
    const me = {service, headers: bearer(await service.logIn('captain'))};
    await upload(me, 'hello');
    assert.equal((await begin(me, 4 * 1024 ** 3)).statusCode, 413);
    const program = 'MZ\x90\x00\x03';
    assert.equal((await patch(me, idOf(await begin(me, Buffer.byteLength(program))), 0, program)).statusCode, 415);
    const read = async (): Promise<string> =>
      (await service.ask({method: 'GET', url: '/metrics', headers: AUTHORIZATION})).body;
    const text = await read();
    const ended = (result: string): number => valueOf(text, `helpshift_chat_uploads_total{result="${result}"}`);
    assert.deepEqual(['stored', 'too-large', 'wrong-kind'].map(ended), [1, 1, 1]);
    assert.equal(valueOf(text, 'helpshift_chat_attachment_bytes'), 5);
    assert.ok(valueOf(text, 'helpshift_chat_attachment_free_bytes') > 0);
    await upload(me, 'some more');
    assert.equal(valueOf(await read(), 'helpshift_chat_attachment_bytes'), 5, 'summed up once in a minute');
    service.clock.advance(60_001);
    assert.equal(valueOf(await read(), 'helpshift_chat_attachment_bytes'), 14);
  });

  it('are only for those who have the token', async (t) => {
    const service = await startMeasured(t);
    for (const authorization of [undefined, '', TOKEN, 'Bearer ', `Bearer ${TOKEN}x`, `bearer ${TOKEN}`]) {
      const headers = authorization === undefined ? {} : {authorization};
      const answer = await service.ask({method: 'GET', url: '/metrics', headers});
      assert.equal(answer.statusCode, 401, authorization);
      assert.equal(answer.json<{error: {code: string}}>().error.code, 'unauthorized');
    }
  });

  it('are nowhere without a setting', async (t) => {
    const service = await startTestService(t);
    assert.equal((await service.ask({method: 'GET', url: '/metrics'})).statusCode, 404);
  });

  it('are on a port of their own, where the commits of the database are measured', async (t) => {
    const command = runCommand(t, ['serve'], {PORT: '0', METRICS_PORT: '0', DATA_DIR: temporaryFolder(t)});
    const [, address = ''] = await command.until(METRICS_ADDRESS);
    assert.equal(new URL(address).hostname, '127.0.0.1');
    const text = await (await fetch(address)).text();
    assert.ok(valueOf(text, 'helpshift_chat_commit_seconds_count{result="done"}') >= 1, text);
    assert.equal(valueOf(text, 'helpshift_chat_waiting_writes'), 0);
    assert.equal((await fetch(new URL('/v1/sync', address))).status, 404);
    const [, service = ''] = await command.until(/Inbox {5}(http:\S+)\/inbox/);
    assert.equal((await fetch(`${service}/metrics`)).status, 404);
    command.kill('SIGTERM');
    assert.equal((await command.ended).code, 0, command.output());
  });

  it('are not read again and again for a peer that sends requests without end: it is dropped', async (t) => {
    const {prometheus} = await openMetrics({port: 0, host: '127.0.0.1', token: undefined});
    assert.ok(prometheus);
    const read = t.mock.fn(() => prometheus.read());
    const log = pino({level: 'silent'});
    const server = await serveMetrics({
      prometheus: {...prometheus, read},
      host: '127.0.0.1',
      port: 0,
      token: undefined,
      log,
    });
    t.after(() => server.close());
    const socket = await openSocket(t, server.address);
    const answers = readAll(socket);
    socket.write('GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(1000));
    await answers;
    assert.ok(read.mock.callCount() <= PIPELINED_REQUESTS_LIMIT, `${read.mock.callCount()}`);
    const text = await (await fetch(new URL('/metrics', server.address))).text();
    assert.equal(valueOf(text, 'helpshift_chat_refusals_total{limit="pipelined-requests"}'), 1);
  });
});
