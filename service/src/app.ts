import {createServiceParts} from './app-parts.js';
import {LIVE_TICK_MS, SOCKETS_OF_ADDRESS_LIMIT} from './limits.js';
import {hearOthers} from './live/hear-others.js';
import {paceRequests} from './routes/request-limits.js';
import {addAgentRoutes, addUserRoutes} from './routes/all-routes.js';
import {describeApi} from './routes/api-document.js';
import {requireUtf8Bodies} from './routes/body-encoding.js';
import {compressAnswers} from './routes/compression.js';
import {demoRoutes} from './routes/demo.js';
import {answerErrors} from './routes/errors.js';
import {measureService} from './routes/metrics.js';
import {addSecurityHeaders} from './routes/security-headers.js';
import {staticRoutes} from './routes/static-files.js';
import {systemRoutes} from './routes/system.js';
import {noticeUntrustedProxy} from './routes/untrusted-proxy.js';
import {Door} from './server/door.js';
import {createFastify} from './server/fastify-app.js';
import {addWebSockets} from './server/live-server.js';
import {trustedAddresses, unlimitedAddresses} from './server/trusted-addresses.js';
import {runJobs} from './service-jobs.js';
import type {AppParts} from './app-parts.js';
import type {Presence} from './live/presence.js';
import type {Routes} from './routes/parts.js';

/** Builds the service, ready to listen. Closing it ends every connection; the caller closes the database. */
export async function buildApp(parts: AppParts): Promise<Routes> {
  const {log, publicOrigin, folders} = parts;
  const {routeParts, store, wakeUps, others, end} = await createServiceParts(parts);
  const isTrusted = trustedAddresses(parts.trustProxy);
  const door = new Door({
    publicOrigin,
    monotonic: routeParts.monotonic,
    meters: routeParts.meters,
    socketsOfAddress: SOCKETS_OF_ADDRESS_LIMIT,
    isUnlimited: unlimitedAddresses(isTrusted),
  });
  const app = createFastify({log, isTrusted, door, publicOrigin});
  addSecurityHeaders(app, publicOrigin);
  compressAnswers(app);
  answerErrors(app, routeParts.health.outage);
  paceRequests(app, routeParts);
  noticeUntrustedProxy(app, routeParts, parts.trustProxy);
  requireUtf8Bodies(app);
  describeApi(app);
  dropSlowReaders(app, door, parts.liveTickMs);
  await addWebSockets(app, routeParts.hub, door);
  keepPresence(app, routeParts.presence);
  if (others) hearOthers(app, others, wakeUps, routeParts);
  if (parts.metrics?.prometheus) measureService(app, parts.metrics.prometheus, routeParts, parts.metricsToken);

  systemRoutes(app, routeParts);
  await app.register(async (routes: Routes) => addUserRoutes(routes, routeParts, store));
  await app.register(async (routes: Routes) => addAgentRoutes(routes, routeParts, store));
  if (folders?.demo !== undefined) demoRoutes(app, routeParts);
  if (folders) await staticRoutes(app, folders, publicOrigin);
  runJobs(app, routeParts, {...parts, store});
  app.addHook('onClose', async () => end());
  return app;
}

function keepPresence(app: Routes, presence: Presence): void {
  app.addHook('onReady', async () => presence.start());
  app.addHook('onClose', async () => presence.stop());
}

function dropSlowReaders(app: Routes, door: Door, tickMs = LIVE_TICK_MS): void {
  const timer = setInterval(() => door.dropSlowReaders(), tickMs).unref();
  app.addHook('onClose', async () => clearInterval(timer));
}
