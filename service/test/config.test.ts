import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {ConfigError, readConfig} from '../src/config.js';

describe('readConfig', () => {
  it('has a default for everything', () => {
    assert.deepEqual(readConfig({}), {
      port: 8080,
      host: '127.0.0.1',
      dataDir: './data',
      publicOrigin: undefined,
      trustProxy: false,
      adminEmail: 'admin@localhost',
      adminPassword: undefined,
    });
  });

  it('treats "" as not given', () => {
    assert.deepEqual(readConfig({PORT: '', PUBLIC_URL: '', DATABASE_URL: '', ADMIN_PASSWORD: ''}), readConfig({}));
  });

  it('reads the given values', () => {
    const config = readConfig({
      PORT: '0',
      HOST: '::',
      DATA_DIR: '/srv/chat',
      PUBLIC_URL: 'https://chat.example.com/',
      TRUST_PROXY: '10.0.0.0/8, ::1, loopback',
      ADMIN_EMAIL: 'Ann@Example.com',
      ADMIN_PASSWORD: 'long enough',
    });
    assert.deepEqual(config, {
      port: 0,
      host: '::',
      dataDir: '/srv/chat',
      publicOrigin: 'https://chat.example.com',
      trustProxy: ['10.0.0.0/8', '::1', 'loopback'],
      adminEmail: 'Ann@Example.com',
      adminPassword: 'long enough',
    });
  });

  for (const [value, expected] of [
    ['true', true],
    ['false', false],
    ['0', 0],
    ['2', 2],
  ] as const) {
    it(`reads TRUST_PROXY=${value}`, () => assert.equal(readConfig({TRUST_PROXY: value}).trustProxy, expected));
  }

  for (const [name, ...values] of [
    ['PORT', 'http', '-1', '65536', '80.5', '0x50', ' 80'],
    ['HOST', 'a b', 'http://localhost', '-x', '1.2.3.4:80'],
    [
      'PUBLIC_URL',
      'chat.example.com',
      'ftp://example.com',
      'https://example.com/chat',
      'https://u:p@example.com',
      'https://example.com/?q',
    ],
    ['TRUST_PROXY', 'yes', '10.0.0.0/33', '1.2.3', '10.0.0.1,', '100', '::1/129', '1.2.3.4/8/8'],
    ['ADMIN_EMAIL', 'admin', 'a@b@c', ' admin@example.com'],
    ['ADMIN_PASSWORD', 'short'],
    ['DATABASE_URL', 'postgres://chat:hunter2@db/chat'],
    ['NATS_URL', 'nats://chat:hunter2@localhost'],
  ] as const) {
    for (const value of values) {
      it(`refuses ${name}=${value} and names it`, () => {
        assert.throws(
          () => readConfig({[name]: value}),
          (error) => error instanceof ConfigError && error.variable === name && error.message.startsWith(`${name}: `),
        );
      });
    }
  }

  it('never repeats a secret', () => {
    const secrets = {DATABASE_URL: 'postgres://chat:hunter2@db', ADMIN_PASSWORD: 'hunter2'};
    for (const [name, value] of Object.entries(secrets)) {
      assert.throws(
        () => readConfig({[name]: value}),
        (error) => !String(error).includes('hunter2'),
      );
    }
  });

  it('says that another database is not supported yet', () => {
    assert.throws(() => readConfig({DATABASE_URL: 'postgres://db'}), /^ConfigError: DATABASE_URL: not supported yet/);
  });
});
