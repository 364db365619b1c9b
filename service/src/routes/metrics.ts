import {isSameSecret} from '../digest.js';
import {ServiceError} from '../errors.js';
import type {Routes} from './parts.js';
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
export function measureAnswers(routes: Routes, meters: Meters): void {
  routes.addHook('onResponse', async (request, reply) => {
    // The pattern of the route: there are as many addresses as a peer likes.
    const route = request.routeOptions.url ?? 'none';
    meters.answered({method: request.method, route, status: reply.statusCode}, reply.elapsedTime / 1000);
  });
}
