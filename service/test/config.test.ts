import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import {ConfigError, readConfig} from '../src/config.js';

describe('readConfig', () => {
  it('has a default for everything', () => {
    assert.deepEqual(readConfig({}), {
      port: 8080,
      host: '127.0.0.1',
      dataDir: './data',
      database: undefined,
      natsServers: undefined,
      drainMs: 0,
      auditDays: 365,
      metrics: undefined,
      publicOrigin: undefined,
      trustProxy: false,
      limitsUsers: true,
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
      DATABASE_URL: 'postgres://chat@db/chat',
      DATABASE_LISTEN_URL: 'postgresql://chat@direct/chat',
      DATABASE_POOL_SIZE: '20',
      NATS_URL: 'nats://a:4222, tls://b',
      DRAIN_SECONDS: '5',
      AUDIT_DAYS: '30',
      METRICS_PORT: '9100',
      METRICS_TOKEN: 'a-token-of-16-characters',
      PUBLIC_URL: 'https://chat.example.com/',
      TRUST_PROXY: '10.0.0.0/8, ::1, loopback',
      USER_LIMITS: 'off',
      ADMIN_EMAIL: 'Ann@Example.com',
      ADMIN_PASSWORD: 'long enough',
    });
    assert.deepEqual(config, {
      port: 0,
      host: '::',
      dataDir: '/srv/chat',
      database: {url: 'postgres://chat@db/chat', listenUrl: 'postgresql://chat@direct/chat', poolSize: 20},
      natsServers: ['nats://a:4222', 'tls://b'],
      drainMs: 5000,
      auditDays: 30,
      metrics: {port: 9100, host: '::', token: 'a-token-of-16-characters'},
      publicOrigin: 'https://chat.example.com',
      trustProxy: ['10.0.0.0/8', '::1', 'loopback'],
      limitsUsers: false,
      adminEmail: 'Ann@Example.com',
      adminPassword: 'long enough',
    });
  });

  it('opens the port of the metrics to this computer alone, unless there is a token', () => {
    const HOST = '0.0.0.0';
    const METRICS_TOKEN = 'a-token-of-16-characters';
    assert.deepEqual(readConfig({HOST, METRICS_PORT: '9100'}).metrics, {
      port: 9100,
      host: '127.0.0.1',
      token: undefined,
    });
    assert.equal(readConfig({HOST, METRICS_PORT: '9100', METRICS_TOKEN}).metrics?.host, HOST);
    assert.equal(readConfig({HOST, METRICS_TOKEN}).metrics?.port, undefined);
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
    ['METRICS_PORT', 'http', '-1', '65536', '8080'],
    ['METRICS_TOKEN', 'only-15-letters', 'a token with spaces in it', 'a-token-of-16-\u00fcmlauts'],
    ['DRAIN_SECONDS', 'soon', '-1', '301', '1.5'],
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
    ['USER_LIMITS', 'true', 'On', '0'],
    ['ADMIN_EMAIL', 'admin', 'a@b@c', ' admin@example.com'],
    ['ADMIN_PASSWORD', 'short'],
    [
      'DATABASE_URL',
      'mysql://chat:hunter2@db/chat',
      'localhost',
      '/var/lib/chat.db',
      'postgres://chat:a@hunter2#@db/chat',
    ],
    ['DATABASE_LISTEN_URL', 'postgres://chat@db/chat'],
    ['NATS_URL', 'nats://chat:hunter2@localhost', 'localhost:4222', 'http://localhost'],
    ['DRAIN_SECONDS', '-1', '301', '1.5'],
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
    const secrets = {
      DATABASE_URL: 'mysql://chat:hunter2@db',
      NATS_URL: 'nats://chat:hunter2@broker',
      ADMIN_PASSWORD: 'hunter2',
    };
    for (const [name, value] of Object.entries(secrets)) {
      assert.throws(
        () => readConfig({[name]: value}),
        (error) => !String(error).includes('hunter2'),
      );
    }
  });

  it('needs two connections for the check of the locks, and one more', () => {
    const DATABASE_URL = 'postgres://chat@db/chat';
    assert.throws(
      () => readConfig({DATABASE_URL, DATABASE_POOL_SIZE: '2'}),
      /^ConfigError: DATABASE_POOL_SIZE: .* 3 to /,
    );
    const {database} = readConfig({DATABASE_URL});
    assert.deepEqual(database, {url: DATABASE_URL, listenUrl: DATABASE_URL, poolSize: 10});
  });

  it('needs PostgreSQL for a broker, and for an address to listen at', () => {
    assert.throws(() => readConfig({NATS_URL: 'nats://broker'}), /^ConfigError: NATS_URL: set DATABASE_URL too/);
    const listening = {DATABASE_LISTEN_URL: 'postgres://db/chat'};
    assert.throws(() => readConfig(listening), /^ConfigError: DATABASE_LISTEN_URL: set DATABASE_URL too/);
  });
});

/** Every setting, by a value that is right. */
const RIGHT = {
  PORT: '8080',
  HOST: '127.0.0.1',
  DATA_DIR: './data',
  DATABASE_URL: 'postgres://chat:hunter2@db/chat',
  DATABASE_LISTEN_URL: 'postgres://chat:hunter2@db/chat',
  DATABASE_POOL_SIZE: '10',
  NATS_URL: 'nats://chat:hunter2@broker:4222',
  DRAIN_SECONDS: '0',
  USER_LIMITS: 'on',
  AUDIT_DAYS: '365',
  METRICS_PORT: '9100',
  METRICS_TOKEN: 'hunter2-hunter2-hunter2',
  PUBLIC_URL: 'https://chat.example.com',
  TRUST_PROXY: 'false',
  ADMIN_EMAIL: 'ann@example.com',
  ADMIN_PASSWORD: 'hunter2-hunter2',
};

/** Nothing is right about these in any setting but a free text. */
const STRANGE = [
  ' ',
  '\n',
  'a\nb',
  '\u202e8080',
  '８０８０',
  '1e3',
  '0x10',
  '+1',
  '-0',
  '1.0',
  'NaN',
  'Infinity',
  'null',
  'undefined',
  '[object Object]',
  '{}',
  '[]',
  '$PORT',
  '%00',
  '../../etc/passwd',
  '999999999999999999999',
  '\ud800',
  'é'.repeat(10),
  ':',
  '//',
  'http://',
  'x'.repeat(100_000),
];

describe('an environment of every wrong kind', () => {
  for (const name of Object.keys(RIGHT)) {
    it(`${name} is used, or refused by its name without a secret`, () => {
      for (const value of STRANGE) {
        try {
          readConfig({...RIGHT, [name]: value});
        } catch (error) {
          assert.ok(error instanceof ConfigError, `${name}=${value.slice(0, 40)}: ${String(error)}`);
          assert.equal(error.variable, name);
          assert.ok(error.message.startsWith(`${name}: `) && !error.message.includes('hunter2'), error.message);
          assert.ok(error.message.length < 300, `the message quotes ${error.message.length} characters`);
        }
      }
    });
  }
});

describe('docs/operate.md', () => {
  it('has a row for each setting', () => {
    const source = readFileSync(new URL('../src/config.ts', import.meta.url), 'utf8');
    const page = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');
    const settings = new Set([...source.matchAll(/get\('([A-Z_]+)'\)/g)].map(([, name]) => name));
    const rows = new Set([...page.matchAll(/^\| `([A-Z_]+)` /gm)].map(([, name]) => name));
    assert.ok(settings.size > 10);
    assert.deepEqual([...rows].sort(), [...settings].sort());
    assert.deepEqual([...settings].sort(), Object.keys(RIGHT).sort());
  });
});
