import {isSameSecret} from '../digest.js';
import {DiskUse} from '../attachments/disk-use.js';
import {ServiceError} from '../errors.js';
import type {RouteParts, Routes} from './parts.js';
import type {Meters} from '../metrics/meters.js';
import type {PrometheusMeters} from '../metrics/prometheus-meters.js';

/** Answers the metrics to Prometheus. With a token, only to those who send it as `Authorization: Bearer …`. */
export function metricsRoute(routes: Routes, prometheus: PrometheusMeters, token?: string): void {
  routes.get('/metrics', {schema: {hide: true}}, async (request, reply) => {
    if (token !== undefined && !isSameSecret(request.headers.authorization ?? '', `Bearer ${token}`)) {
      throw new ServiceError('unauthorized', 'The metrics need METRICS_TOKEN, as authorization: Bearer …');
    }
    const text = await prometheus.read();
    return reply.type(prometheus.contentType).serializer(String).send(text);
  });
}

/** Counts the answers to all requests. */
function measureAnswers(routes: Routes, meters: Meters): void {
  routes.addHook('onResponse', async (request, reply) => {
    // The pattern of the route: there are as many addresses as a peer likes.
    const route = request.routeOptions.url ?? 'none';
    meters.answered({method: request.method, route, status: reply.statusCode}, reply.elapsedTime / 1000);
  });
}

/** Measures the answers, the live connections and the disk. With a token, the metrics can be read at `/metrics`. */
export function measureService(
  app: Routes,
  prometheus: PrometheusMeters,
  {hub, db, monotonic, attachments: {files}}: RouteParts,
  token: string | undefined,
): void {
  measureAnswers(app, prometheus);
  if (token !== undefined) metricsRoute(app, prometheus, token);
  prometheus.watch('live-connections-of-users', () => hub.count('users'));
  prometheus.watch('live-connections-of-agents', () => hub.count('agents'));
  prometheus.watch('live-connections-without-session', () => hub.count('unauthenticated'));
  const disk = new DiskUse({db, monotonic, files});
  prometheus.watch('attachment-bytes', () => disk.storedBytes());
  prometheus.watch('attachment-free-bytes', () => disk.freeBytes());
}
