import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import {APP, assertError, newCredential, startTestService, type TestOptions} from '../support/test-service.js';
import type {AgentNoticesResponse} from '../../contract/notices.js';

async function start(t: TestContext, options: TestOptions = {}) {
  const service = await startTestService(t, options);
  const administrator = await service.agent();
  const notices = async (): Promise<AgentNoticesResponse['notices']> => {
    const answer = await service.asAgent(administrator, 'notices', {});
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json<AgentNoticesResponse>().notices;
  };
  const visitFrom = (remoteAddress: string, headers: Record<string, string> = {'x-forwarded-for': '203.0.113.7'}) =>
    service.ask({
      method: 'POST',
      url: '/v1/sessions',
      remoteAddress,
      headers,
      payload: {...APP, anonymousCredential: newCredential()},
    });
  const warnings = () => service.logged.filter((line) => line.includes('TRUST_PROXY'));
  return {service, notices, visitFrom, warnings};
}

describe('a proxy that names its visitors', () => {
  for (const address of ['127.0.0.1', '::1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '::ffff:10.0.0.1', 'fd00::1']) {
    it(`is noticed while TRUST_PROXY is off, and logged once, without an address: ${address}`, async (t) => {
      const {notices, visitFrom, warnings} = await start(t);
      await visitFrom(address, {});
      assert.deepEqual(await notices(), []);
      for (let visit = 0; visit < 3; visit++) assert.equal((await visitFrom(address)).statusCode, 201);
      assert.deepEqual(await notices(), [{code: 'proxy-not-trusted'}]);
      assert.equal(warnings().length, 1);
      assert.ok(!warnings()[0]?.includes('203.0.113.7') && !warnings()[0]?.includes(address));
    });
  }

  it('is no news from the internet, where anybody can send the header, and none once the proxy is trusted', async (t) => {
    const open = await start(t);
    for (const address of ['203.0.113.1', '172.32.0.1', '2001:db8::1']) await open.visitFrom(address);
    assert.deepEqual(await open.notices(), []);
    const trusting = await start(t, {trustProxy: ['loopback']});
    await trusting.visitFrom('127.0.0.1');
    assert.deepEqual(await trusting.notices(), []);
    assert.deepEqual([...open.warnings(), ...trusting.warnings()], []);
  });
});

describe('POST /v1/agent/notices', () => {
  it('is for administrators alone', async (t) => {
    const {service} = await start(t);
    const agent = await service.agent({email: 'other@acme.example', domain: APP.domain});
    assertError(await service.asAgent(agent, 'notices', {}), 403, 'forbidden');
    assertError(await service.asAgent({origin: agent.origin}, 'notices', {}), 401, 'unauthorized');
  });
});
