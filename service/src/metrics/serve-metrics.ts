import {fastify, LogController} from 'fastify';
import {answerErrors} from '../routes/errors.js';
import {metricsRoute} from '../routes/metrics.js';
import {addSecurityHeaders} from '../routes/security-headers.js';
import {LIVE_TICK_MS, METRICS_SOCKETS_LIMIT} from '../limits.js';
import {Door} from '../server/door.js';
import {NO_METERS} from './meters.js';
import type {PrometheusMeters} from './prometheus-meters.js';
import type {TypeBoxTypeProvider} from '@fastify/type-provider-typebox';
import type {FastifyBaseLogger} from 'fastify';

export interface MetricsServerParts {
  readonly prometheus: PrometheusMeters;
  readonly host: string;
  readonly port: number;
  /** Absent: everybody who reaches the port may read the metrics. */
  readonly token: string | undefined;
  readonly log: FastifyBaseLogger;
}

/** Serves the metrics on a port of their own. Rejects with an error of Node when it cannot listen. */
export async function serveMetrics({prometheus, host, port, token, log}: MetricsServerParts): Promise<{
  readonly address: string;
  close(): Promise<void>;
}> {
  // As at the port of the service: a peer that sends without end and reads nothing must not stop the process.
  const door = new Door({
    publicOrigin: undefined,
    monotonic: () => performance.now(),
    meters: {...NO_METERS, refused: (limit) => prometheus.refused(limit)},
    socketsOfAddress: METRICS_SOCKETS_LIMIT,
    isUnlimited: () => false,
  });
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({disableRequestLogging: true}),
    serverFactory: (handle) => door.createServer(handle),
    clientErrorHandler: (error, socket) => door.answerUnreadable(error, socket),
    forceCloseConnections: true,
  }).withTypeProvider<TypeBoxTypeProvider>();
  addSecurityHeaders(app, undefined);
  answerErrors(app);
  metricsRoute(app, prometheus, token);
  const timer = setInterval(() => door.dropSlowReaders(), LIVE_TICK_MS).unref();
  app.addHook('onClose', async () => clearInterval(timer));
  return {address: await app.listen({host, port}), close: () => app.close()};
}
