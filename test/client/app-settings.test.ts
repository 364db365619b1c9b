import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {readAppSettings} from '../../src/client/app-settings.js';
import type {ChatErrorCode} from '../../src/client/errors.js';
import {goOnline} from '../support/page-globals.js';
import {startScriptedService} from '../support/scripted-service.js';
import {until} from '../support/until.js';

const SETTINGS = {
  enabled: false,
  title: 'Help',
  accent: '#1a2b3c',
  greeting: 'Hello',
  askName: true,
  askEmail: false,
  askRating: true,
  attachments: true,
  largestAttachment: 10,
  attachmentTypes: 'pictures',
  keepOpen: false,
  preview: false,
};

describe('readAppSettings', () => {
  it('reads the public settings of an app', async (t) => {
    const service = await startScriptedService(t);
    service.handleCall = (call) => call.answer(200, SETTINGS);
    assert.deepEqual(await readAppSettings(service.app, new AbortController().signal, assert.fail), SETTINGS);
    assert.deepEqual(
      service.calls.map(({method, path}) => [method, path]),
      [['GET', '/v1/apps/bar/foo']],
    );
  });

  it('encodes domain and platform id, so that no character changes the path', async (t) => {
    const service = await startScriptedService(t);
    service.handleCall = (call) => call.answer(200, SETTINGS);
    const app = {...service.app, domain: 'a/../b?c', platformId: '#ü 😀'};
    await readAppSettings(app, new AbortController().signal, assert.fail);
    assert.equal(service.calls[0]?.path, '/v1/apps/a%2F..%2Fb%3Fc/%23%C3%BC%20%F0%9F%98%80');
  });

  it('repeats the request until the service answers, and reports each failure', async (t) => {
    const service = await startScriptedService(t);
    const failures: ChatErrorCode[] = [];
    const settings = readAppSettings(service.app, new AbortController().signal, ({code}) => failures.push(code));
    (await service.nextCall()).drop();
    await until(() => failures.length === 1);
    goOnline();
    (await service.nextCall()).answer(200, {greeting: 7});
    await until(() => failures.length === 2);
    goOnline();
    (await service.nextCall()).answer(200, SETTINGS);
    assert.deepEqual(await settings, SETTINGS);
    assert.deepEqual(failures, ['unreachable', 'invalid_response']);
  });

  it('does not repeat the request for an unknown app', async (t) => {
    const service = await startScriptedService(t);
    service.handleCall = (call) => call.refuse(404, 'unknown_app');
    const settings = readAppSettings(service.app, new AbortController().signal, assert.fail);
    await assert.rejects(settings, {name: 'ChatError', code: 'unknown_app', retryable: false});
    assert.equal(service.calls.length, 1);
  });

  it('stops when its signal is aborted', async (t) => {
    const service = await startScriptedService(t);
    const controller = new AbortController();
    const settings = readAppSettings(service.app, controller.signal, assert.fail);
    await service.nextCall();
    controller.abort(new Error('another user'));
    await assert.rejects(settings, {message: 'another user'});
  });
});
