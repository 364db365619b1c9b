import {createUserAuthToken} from 'helpshift-chat/token';
import {Type} from 'typebox';
import {answers, BODY_ERRORS} from './answers.js';
import {ServiceError} from '../errors.js';
import {DEMO_APP} from '../first-start.js';
import {listSecretKeys} from '../apps/apps.js';
import type {RouteParts, Routes} from './parts.js';

/** The backend of the demo shop: it has the secret key, and makes the tokens of its logged-in visitors. */
export function demoRoutes(routes: Routes, {db}: RouteParts): void {
  routes.post(
    '/demo/token',
    {
      schema: {
        hide: true,
        body: Type.Object({
          userId: Type.String({minLength: 1, maxLength: 750}),
          userEmail: Type.Optional(Type.String({maxLength: 320})),
        }),
        response: answers({200: Type.Object({userAuthToken: Type.String()})}, ...BODY_ERRORS, 'not_found'),
      },
    },
    async (request) => {
      const [key] = (await listSecretKeys(db, DEMO_APP)).slice(-1);
      if (!key) throw new ServiceError('not_found', 'The demo app has no secret key.');
      const {userId, userEmail} = request.body;
      try {
        return {userAuthToken: await createUserAuthToken({userId, userEmail, secret: key.secret})};
      } catch (error) {
        throw new ServiceError('invalid_request', (error as Error).message);
      }
    },
  );
}
