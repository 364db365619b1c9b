import {requireAllowedOrigin} from './origins.js';
import {AppKey, AppSettingsBody, Empty, ErrorBody} from './schemas.js';
import {ServiceError} from '../errors.js';
import {findApp} from '../identity/apps.js';
import {sha256} from '../identity/digest.js';
import type {RouteParts, Routes} from './parts.js';
import type {App} from '../identity/apps.js';
import type {Database} from '../database/schema.js';

/** How long a browser, or a CDN in between, may answer with what it has. */
const SETTINGS_LIFE_SECONDS = 60;

/** What anyone may know of an app. Most page views ask for nothing else, so it can be cached. */
export function appRoutes(routes: Routes, {db, publicOrigin}: RouteParts): void {
  routes.get(
    '/v1/apps/:domain/:platformId',
    {
      schema: {
        summary: 'The public settings of an app',
        tags: ['user'],
        params: AppKey,
        response: {200: AppSettingsBody, 304: Empty, '4xx': ErrorBody},
      },
    },
    async (request, reply) => {
      const app = await requireApp(db, request.params);
      requireAllowedOrigin(request, reply, publicOrigin, app);
      const etag = `"${sha256(JSON.stringify(app.settings))}"`;
      reply.header('cache-control', `public, max-age=${SETTINGS_LIFE_SECONDS}`).header('etag', etag);
      if (request.headers['if-none-match']?.includes(etag))
        return reply
          .code(304)
          .serializer(() => '')
          .send(null);
      return app.settings;
    },
  );
}

/** Throws `unknown_app`. */
export async function requireApp(db: Database, key: {domain: string; platformId: string}): Promise<App> {
  const app = await findApp(db, key);
  if (!app) throw new ServiceError('unknown_app', 'There is no app with this domain and platformId.');
  return app;
}
