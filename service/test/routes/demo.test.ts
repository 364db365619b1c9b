import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {createFirstApp, DEMO_APP} from '../../src/first-start.js';
import {assertError, startTestService, temporaryFolder} from '../support/test-service.js';
import type {SessionResponse} from 'helpshift-chat/protocol';

describe('the demo', () => {
  it("has a backend that makes tokens for the first app's users", async (t) => {
    const folder = temporaryFolder(t);
    const service = await startTestService(t, {folders: {element: folder, inbox: folder, demo: folder}});
    await service.engine.db.deleteFrom('secret_keys').execute();
    await service.engine.db.deleteFrom('apps').execute();
    await createFirstApp(service.engine, service.clock.now);

    for (const identifiers of [
      {userId: 'captain_planet'},
      {userId: 'captain_planet', userEmail: 'captain@example.com'},
    ]) {
      const response = await service.ask({method: 'POST', url: '/demo/token', payload: identifiers});
      const claim = {...DEMO_APP, ...identifiers, ...response.json<{userAuthToken: string}>()};
      const session: SessionResponse = (await service.claim(claim)).json();
      assert.equal(session.user.verified, true);
    }
    const response = await service.ask({method: 'POST', url: '/demo/token', payload: {}});
    assertError(response, 400, 'invalid_request', 'userId');
    const missing = await service.ask({method: 'POST', url: '/demo/token', payload: {userId: 'undefined'}});
    assertError(missing, 400, 'invalid_request');
    const wishes = {userId: 'captain_planet', form: 'none', secret: 'mine', fullPrivacy: 'yes'};
    const answer = await service.ask({method: 'POST', url: '/demo/token', payload: wishes});
    assert.equal((await service.claim({...DEMO_APP, ...wishes, fullPrivacy: true, ...answer.json()})).statusCode, 201);
  });
});
