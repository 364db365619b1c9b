import {fastify, LogController} from 'fastify';
import {answerErrors} from '../routes/errors.js';
import {metricsRoute} from '../routes/metrics.js';
import {addSecurityHeaders} from '../routes/security-headers.js';
import {writeRefusal} from '../server/refusal.js';
import {unreadableRefusal} from '../server/request-problems.js';
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
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({disableRequestLogging: true}),
    clientErrorHandler: (error, socket) => writeRefusal(socket, unreadableRefusal(error), undefined),
    forceCloseConnections: true,
  }).withTypeProvider<TypeBoxTypeProvider>();
  addSecurityHeaders(app, undefined);
  answerErrors(app);
  metricsRoute(app, prometheus, token);
  return {address: await app.listen({host, port}), close: () => app.close()};
}
