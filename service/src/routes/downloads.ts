import {Type} from 'typebox';
import {answers} from './answers.js';
import {FileBytes} from './schemas.js';
import {sendFile} from './file-answer.js';
import {DOWNLOADS_PATH} from '../attachments/stored-files.js';
import type {RouteParts, Routes} from './parts.js';

/**
 * The addresses that download a file once. A GET, because a browser saves nothing else under a name; no cache can give it to another user,
 * because its address is used up.
 */
export function downloadRoutes(routes: Routes, {attachments}: RouteParts): void {
  routes.get(
    `${DOWNLOADS_PATH}:token`,
    {
      // A program that looks at an address must not use it up.
      exposeHeadRoute: false,
      schema: {
        summary: 'Download a file, once',
        description: 'The address comes from `POST /v1/files/download` or `POST /v1/agent/files/download`.',
        tags: ['user', 'agent'],
        params: Type.Object({token: Type.String({maxLength: 100})}),
        response: answers({200: FileBytes}, 'invalid_request', 'not_found'),
      },
    },
    async (request, reply) => {
      const row = await attachments.storedFiles.take(request.params.token);
      return sendFile(reply, await attachments.storedFiles.open(row, 'original'), {isDownload: true});
    },
  );
}
