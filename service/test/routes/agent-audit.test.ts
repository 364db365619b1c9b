import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {recordAudit} from '../../src/audit/audit.js';
import {AUDIT_PAGE_LIMIT} from '../../src/limits.js';
import {addApp, APP, assertError, OWN_ORIGIN, startTestService} from '../support/test-service.js';
import type {AgentAuditRequest, AgentAuditResponse} from '../../contract/audit.js';

describe('the audit log in the inbox', () => {
  it('is only for logged-in administrators in the inbox', async (t) => {
    const service = await startTestService(t);
    const agent = await service.agent({email: 'agent@acme.example', domain: APP.domain});
    const {cookie} = await service.agent({email: 'admin@acme.example'});
    assertError(await service.asAgent({origin: OWN_ORIGIN}, 'audit', {}), 401, 'unauthorized');
    assertError(await service.asAgent(agent, 'audit', {}), 403, 'forbidden');
    for (const origin of ['https://evil.example', 'null']) {
      assertError(await service.asAgent({cookie, origin}, 'audit', {}), 403, 'forbidden');
    }
  });

  it('comes page by page, by group and app, and is kept by no cache', async (t) => {
    const service = await startTestService(t);
    await addApp(service.engine, {platformId: 'other', secrets: []});
    const headers = await service.agent({email: 'admin@acme.example'});
    for (let n = 0; n < AUDIT_PAGE_LIMIT + 1; n++) {
      const details = {reason: 'wrong-credentials', network: '203.0.113.0/24', count: n + 1};
      await recordAudit(service.engine.db, {kind: 'log-ins-refused', actor: {kind: 'service'}, details}, n + 10);
    }
    const read = async (request: AgentAuditRequest): Promise<AgentAuditResponse> => {
      const response = await service.asAgent(headers, 'audit', request);
      assert.equal(response.statusCode, 200, response.body);
      assert.equal(response.headers['cache-control'], 'no-store');
      return response.json();
    };
    const first = await read({group: 'refusals'});
    assert.equal(first.events.length, AUDIT_PAGE_LIMIT);
    assert.deepEqual(first.events[0], {
      id: first.events[0]?.id,
      time: AUDIT_PAGE_LIMIT + 10,
      kind: 'log-ins-refused',
      actor: {kind: 'service'},
      app: null,
      reason: 'wrong-credentials',
      network: '203.0.113.0/24',
      count: AUDIT_PAGE_LIMIT + 1,
      changes: [],
    });
    const second = await read({group: 'refusals', after: first.next ?? assert.fail()});
    assert.deepEqual([second.events.map(({count}) => count), second.next], [[1], undefined]);
    const ofOther = await read({app: {...APP, platformId: 'other'}});
    assert.deepEqual(ofOther.events.map(({kind}) => kind).toSorted(), ['app-created', 'key-created', 'key-deleted']);
    const all = await read({});
    assert.equal(all.events.length, AUDIT_PAGE_LIMIT);
  });

  it('refuses what it does not know, with its field', async (t) => {
    const service = await startTestService(t);
    const headers = await service.agent({email: 'admin@acme.example'});
    for (const [payload, field] of [
      [{group: 'weather'}, 'group'],
      [{app: {domain: 'acme'}}, 'app.platformId'],
      [{after: 'x'}, 'after'],
      [{grup: 'apps'}, 'grup'],
    ] as const) {
      assertError(await service.asAgent(headers, 'audit', payload), 400, 'invalid_request', field);
    }
  });
});
