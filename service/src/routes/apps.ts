import {answers, PATH_ERRORS} from './answers.js';
import {requireAllowedOrigin} from './origins.js';
import {Empty} from './schemas.js';
import {publicSettingsOf, requireApp} from '../apps/apps.js';
import {AppKey, PublicSettings} from '../../contract/apps.js';
import {sha256} from '../digest.js';
import type {RouteParts, Routes} from './parts.js';

/** How long a browser or a CDN may use the settings without validation. */
const SETTINGS_LIFE_SECONDS = 1;

/** The public settings of an app. Most page views need nothing else, so the answer is cacheable. */
export function appRoutes(routes: Routes, {db, publicOrigin}: RouteParts): void {
  routes.get(
    '/v1/apps/:domain/:platformId',
    {
      schema: {
        summary: 'The public settings of an app',
        tags: ['user'],
        params: AppKey,
        response: answers({200: PublicSettings, 304: Empty}, ...PATH_ERRORS, 'forbidden', 'unknown_app'),
      },
    },
    async (request, reply) => {
      const app = await requireApp(db, request.params);
      requireAllowedOrigin(request, publicOrigin, app);
      const settings = publicSettingsOf(app);
      const tag = `"${sha256(JSON.stringify(settings))}"`;
      const etag = `W/${tag}`; // Weak: the answer may be compressed.
      reply.header('cache-control', `public, max-age=${SETTINGS_LIFE_SECONDS}`).header('etag', etag);
      reply.header('vary', 'origin, accept-encoding'); // The same for every user, unlike all other answers to a page.
      if (request.headers['if-none-match']?.includes(tag))
        return reply
          .code(304)
          .serializer(() => '')
          .send(null);
      return settings;
    },
  );
}
