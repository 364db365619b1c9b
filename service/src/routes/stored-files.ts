import {answers, BODY_ERRORS} from './answers.js';
import {sendFile} from './file-answer.js';
import {DownloadAnswer, FileBytes, FileId, ReadFileBody} from './schemas.js';
import type {RouteParts, Routes} from './parts.js';
import type {AppKey} from '../apps/apps.js';
import type {AttachmentRow} from '../attachments/attachment-rows.js';
import type {DownloadResponse} from 'helpshift-chat/protocol';
import type {FastifyRequest} from 'fastify';

/** Who reads a file. */
export interface FileReader {
  /** Each reader has limits of their own. */
  readonly limitKey: string;
  /** Finds a file that the reader may see. Throws `not_found`. */
  readonly find: (id: string) => Promise<AttachmentRow>;
  /** The app of a session. */
  readonly app: AppKey | undefined;
}

/** A kind of reader. */
export interface StoredFileRoutes {
  /** What the addresses begin with, as `/v1/files`. */
  readonly path: string;
  readonly common: {readonly tags: string[]; readonly security: Record<string, string[]>[]};
  /** Which files the reader may see, as the description of the API says it. */
  readonly readable: string;
  /** Finds out who sends a request. Throws `unauthorized`, `forbidden`. */
  readonly identify: (request: FastifyRequest) => Promise<FileReader>;
}

/** Adds the routes that read a file, and that make an address to download it. No private answer is a GET: a page's service worker may keep those. */
export function storedFileRoutes(
  routes: Routes,
  {attachments: {storedFiles}, requestLimits: {fileBytes}}: RouteParts,
  {path, common, readable, identify}: StoredFileRoutes,
): void {
  routes.post(
    `${path}/read`,
    {
      schema: {
        ...common,
        summary: `Read a file ${readable}`,
        description: 'A picture comes with its type; every other file as bytes to be downloaded.',
        body: ReadFileBody,
        response: answers({200: FileBytes}, ...BODY_ERRORS, 'unauthorized', 'forbidden', 'not_found'),
      },
    },
    async (request, reply) => {
      const {limitKey, find, app} = await identify(request);
      await fileBytes.require(limitKey, reply, app);
      const file = await storedFiles.open(await find(request.body.fileId), request.body.form);
      fileBytes.owe(limitKey, file.bytes);
      return sendFile(reply, file);
    },
  );

  routes.post(
    `${path}/download`,
    {
      schema: {
        ...common,
        summary: 'Make an address that downloads a file once, within a minute',
        body: FileId,
        response: answers({201: DownloadAnswer}, ...BODY_ERRORS, 'unauthorized', 'forbidden', 'not_found'),
      },
    },
    async (request, reply) => {
      const {limitKey, find, app} = await identify(request);
      await fileBytes.require(limitKey, reply, app);
      const row = await find(request.body.fileId);
      fileBytes.owe(limitKey, row.bytes);
      const offered: DownloadResponse = await storedFiles.offer(row);
      return reply.code(201).send(offered);
    },
  );
}
