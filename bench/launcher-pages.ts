import {findServerPort} from '../test/support/find-port.js';
import {startService} from '../test/support/start-service.js';
import {servePages} from './page-server.js';

const USER_ID = 'captain_planet';

/** A page with one launcher, or with none to compare it with. */
export interface LauncherPage {
  readonly name: string;
  readonly address: string;
}

export interface LauncherPages {
  readonly serviceUrl: string;
  /** What shows the verified user to the service. */
  readonly claim: object;
  readonly empty: LauncherPage;
  readonly bare: LauncherPage;
  readonly lit: LauncherPage;
  readonly anonymous: LauncherPage;
  readonly verified: LauncherPage;
  /** An anonymous visitor of a page with the calls of Helpshift Web Chat. */
  readonly webChat: LauncherPage;
  /** An anonymous visitor with the element of another build. */
  readonly otherBuild: LauncherPage | undefined;
  stop(): Promise<void>;
}

/**
 * Starts the service and serves pages that differ only in their launcher, all on this computer. To measure two builds
 * in one run, `OTHER_BUNDLE` names the folder `dist/bundle` of the other one.
 */
export async function serveLauncherPages(): Promise<LauncherPages> {
  const port = await findServerPort();
  const service = await startService({env: {PUBLIC_URL: `http://localhost:${port}`}});
  const userAuthToken = await createToken(service.url);
  const chat = (attributes: string, folder = ''): string =>
    `<script type="module" src="${folder}/helpshift-chat.js"></script>
    <helpshift-chat domain="bar" platform-id="foo" service-url="${service.url}" ${attributes}></helpshift-chat>`;
  const otherBundle = process.env['OTHER_BUNDLE'];
  const server = await servePages(
    port,
    [
      '',
      '<script type="module" src="/bare.js"></script><bare-launcher></bare-launcher>',
      '<script type="module" src="/lit.js"></script><lit-launcher></lit-launcher>',
      chat(''),
      chat(`user-id="${USER_ID}" user-auth-token="${userAuthToken}"`),
      `<script>window.helpshiftConfig = {domain: 'bar', platformId: 'foo', serviceUrl: '${service.url}'};</script>
      <script async id="hs-chat" src="/webChat.js" onload="Helpshift('init')"></script>`,
      chat('', '/other'),
    ],
    otherBundle,
  );
  const page = (index: number, name: string): LauncherPage => ({name, address: `${server.origin}/${index}`});
  return {
    serviceUrl: service.url,
    claim: {domain: 'bar', platformId: 'foo', userId: USER_ID, userAuthToken},
    empty: page(0, 'a page without an element'),
    bare: page(1, 'a bare custom element'),
    lit: page(2, 'an empty LitElement'),
    anonymous: page(3, 'anonymous visitor'),
    verified: page(4, 'verified user'),
    webChat: page(5, 'anonymous visitor, by webChat.js'),
    otherBuild: otherBundle === undefined ? undefined : page(6, 'anonymous visitor, other build'),
    async stop() {
      server.close();
      await service.stop();
    },
  };
}

async function createToken(serviceUrl: string): Promise<string> {
  const response = await fetch(`${serviceUrl}/demo/token`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({userId: USER_ID}),
  });
  const {userAuthToken} = (await response.json()) as {userAuthToken: string};
  return userAuthToken;
}
