/** The proxies of docs/operate.md, with the configuration that stands there. */
import {spawnSync} from 'node:child_process';
import {chownSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {findOrInstallServer} from '../../scripts/find-server.mjs';
import {ROOT} from '../../scripts/run.mjs';
import {
  makeServerFolder,
  ServerProcess,
  type Owner,
  type ServerFolder,
} from '../../service/test/support/servers/server-process.js';
import {findServerPort} from './find-port.js';

/** The name of the service in the document. */
export const HOST_NAME = 'chat.example.com';

/** The ports of the service's processes in the document. */
const DOCUMENTED_PORTS = [8081, 8082, 8083] as const;

export interface ProxyOptions {
  /** The ports of the three processes, on 127.0.0.1. */
  readonly ports: readonly number[];
}

/** A running proxy. */
export interface DocumentedProxy {
  /** It listens on 127.0.0.1, with TLS. */
  readonly port: number;
  /** The certificate, for a client that checks it. */
  readonly certificate: string;
}

/** Returns the code block of docs/operate.md in this language that holds a text. */
export function documented(language: string, text: string): string {
  const page = readFileSync(`${ROOT}docs/operate.md`, 'utf8');
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(
    ([, block = '']) => block,
  );
  const block = blocks.find((code) => code.includes(text));
  if (block === undefined) throw new Error(`docs/operate.md has no ${language} with ${JSON.stringify(text)}`);
  return block;
}

export async function startCaddy(owner: Owner, {ports}: ProxyOptions): Promise<DocumentedProxy> {
  const {folder, port, certificate} = await prepare('caddy');
  const site = replaceAll(documented('caddyfile', 'reverse_proxy'), [
    ...upstreams(ports),
    // Caddy would ask a public authority for a certificate.
    [`${HOST_NAME} {`, `${HOST_NAME}:${port} {\n\ttls ${folder.path}/cert.pem ${folder.path}/key.pem`],
  ]);
  const file = join(folder.path, 'Caddyfile');
  const global = `admin off\n\tauto_https disable_redirects\n\tstorage file_system ${folder.path}/storage`;
  writeFileSync(file, `{\n\t${global}\n}\n${site}`, {mode: 0o644});
  await start(owner, folder, {
    program: findOrInstallServer('caddy'),
    args: ['run', '--config', file],
    ready: /serving initial configuration/,
  });
  return {port, certificate};
}

export async function startNginx(owner: Owner, {ports}: ProxyOptions): Promise<DocumentedProxy> {
  const {folder, port, certificate} = await prepare('nginx');
  const site = replaceAll(documented('nginx', 'upstream'), [
    ...upstreams(ports),
    ['listen 443 ', `listen 127.0.0.1:${port} `],
    [`/etc/letsencrypt/live/${HOST_NAME}/fullchain.pem`, `${folder.path}/cert.pem`],
    [`/etc/letsencrypt/live/${HOST_NAME}/privkey.pem`, `${folder.path}/key.pem`],
  ]);
  const file = join(folder.path, 'nginx.conf');
  const ownFolders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder.path}/${name};`,
  );
  const main = `daemon off; pid ${folder.path}/nginx.pid; error_log stderr notice; worker_processes 2; events {}`;
  writeFileSync(file, `${main}\nhttp {\naccess_log off;\n${ownFolders.join('\n')}\n${site}}\n`, {mode: 0o644});
  await start(owner, folder, {
    program: findOrInstallServer('nginx'),
    args: ['-c', file, '-p', folder.path, '-e', 'stderr'],
    ready: /start worker process /,
  });
  return {port, certificate};
}

async function prepare(name: string) {
  const folder = makeServerFolder(name);
  return {folder, port: await findServerPort(), certificate: makeCertificate(folder)};
}

async function start(
  owner: Owner,
  folder: ServerFolder,
  command: {readonly program: string; readonly args: readonly string[]; readonly ready: RegExp},
): Promise<void> {
  const server = new ServerProcess({...command, folder});
  owner.after(() => server.end('SIGTERM'));
  await server.start();
}

function upstreams(ports: readonly number[]): (readonly [string, string])[] {
  return DOCUMENTED_PORTS.map((port, index) => [`127.0.0.1:${port}`, `127.0.0.1:${ports[index]}`]);
}

/** Throws when the document does not hold one of the texts any more. */
function replaceAll(code: string, replacements: readonly (readonly [from: string, to: string])[]): string {
  return replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`docs/operate.md does not hold ${JSON.stringify(from)} any more`);
    return text.replaceAll(from, to);
  }, code);
}

/** Makes `cert.pem` and `key.pem` in the folder. @returns The certificate. */
function makeCertificate({path, user}: ServerFolder): string {
  const [key, cert] = [join(path, 'key.pem'), join(path, 'cert.pem')];
  const name = ['-subj', `/CN=${HOST_NAME}`, '-addext', `subjectAltName=DNS:${HOST_NAME}`];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert, ...name];
  const {status, stderr, error} = spawnSync('openssl', args, {encoding: 'utf8'});
  if (status !== 0) throw new Error(`openssl made no certificate: ${error?.message ?? stderr}`);
  if (user) for (const file of [key, cert]) chownSync(file, user.uid, user.gid);
  return readFileSync(cert, 'utf8');
}
