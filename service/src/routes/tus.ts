import {Readable} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {answers, BODY_ERRORS} from './answers.js';
import {tooManyRequests} from './rate-limits.js';
import {ConversationId as UploadId, Empty} from './schemas.js';
import {TooManyFiles, tooManyBytes} from '../attachments/uploads.js';
import {fieldError, ServiceError} from '../errors.js';
import {UPLOAD_REQUEST_LIMIT_MS} from '../limits.js';
import {networkOf} from '../rate-limiter.js';
import {allowLongRequest} from '../server/long-requests.js';
import type {RequestLimit} from './rate-limits.js';
import type {RouteParts, Routes} from './parts.js';
import type {AppKey} from '../apps/apps.js';
import type {AttachmentRow, Uploader} from '../attachments/attachment-rows.js';
import type {WriteKey} from '../database/engine.js';
import type {Database} from '../database/schema.js';
import type {LimitName} from '../limits.js';
import type {UploadResult} from '../metrics/meters.js';
import type {FastifyReply, FastifyRequest} from 'fastify';
import type {ServiceErrorCode} from 'helpshift-chat/protocol';

/** The version of the protocol: https://tus.io/protocols/resumable-upload */
const VERSION = '1.0.0';

/** The type of a request that brings bytes. */
const BYTES = 'application/offset+octet-stream';

/** The headers of the protocol that a page may send, and read. */
export const TUS_REQUEST_HEADERS = 'tus-resumable, upload-length, upload-metadata, upload-offset';
export const TUS_ANSWER_HEADERS = 'location, tus-extension, tus-resumable, tus-version, upload-length, upload-offset';

/** What the service tells of itself to who asks with OPTIONS. */
export const TUS_OPTIONS = {
  'tus-resumable': VERSION,
  'tus-version': VERSION,
  'tus-extension': 'creation,creation-with-upload,termination',
};

/** Who sends a request of the protocol. */
export interface Sender {
  readonly uploader: Uploader;
  /** Names the sender, so that their files are counted one after the other. */
  readonly key: (app: AppKey) => WriteKey;
  /** Throws when the sender may not upload any more. Asked in the transaction that stores an upload. */
  readonly check: (trx: Database) => Promise<unknown>;
  /** The same, asked after the last byte. */
  readonly checkAgain: () => Promise<unknown>;
  /** Whose limits count: those of the sender, or of the network address. */
  readonly limitKey: string;
  readonly bytesLimit: RequestLimit;
  /** The app of a session. */
  readonly app: AppKey | undefined;
}

/** A kind of sender. */
export interface TusRoutes {
  /** Where uploads begin, as `/v1/files`. */
  readonly path: string;
  readonly common: {readonly tags: string[]; readonly security: Record<string, string[]>[]};
  /** Finds out who sends a request. Throws `unauthorized`, `forbidden`. */
  readonly identify: (request: FastifyRequest) => Promise<Sender>;
  /** The errors of `target`. */
  readonly beginErrors?: readonly ServiceErrorCode[];
  /** Where a file belongs, by its metadata. */
  readonly target: (
    sender: Sender,
    metadata: Metadata,
  ) => Promise<{readonly app: AppKey; readonly conversationId: string | null}>;
}

export type Metadata = Readonly<Record<string, string>>;

const SENDER_ERRORS = ['unauthorized', 'forbidden', 'precondition_failed'] as const;

/** Adds the routes of the protocol, in a scope of their own: their bodies are bytes. */
export function tusRoutes(
  routes: Routes,
  parts: RouteParts,
  {path, common, identify, beginErrors = [], target}: TusRoutes,
): void {
  const {uploads} = parts.attachments;
  routes.addContentTypeParser(BYTES, (_request, payload, done) => done(null, payload));
  routes.addHook('onRequest', async (request, reply) => {
    reply.header('tus-resumable', VERSION);
    if (request.headers['tus-resumable'] === VERSION) return;
    reply.header('tus-version', VERSION);
    throw new ServiceError('precondition_failed', `The header tus-resumable must be ${VERSION}.`);
  });

  routes.post(
    path,
    {
      config: {bringsBytes: true},
      schema: {
        ...common,
        summary: 'Begin to upload a file, by the tus protocol',
        description: 'The answer has no body. Its `location` is the address of the upload.',
        response: answers({201: Empty}, ...BODY_ERRORS, ...SENDER_ERRORS, ...beginErrors),
      },
    },
    async (request, reply) => {
      const sender = await identify(request);
      const bytes = readCount(request, 'upload-length');
      const metadata = readMetadata(request);
      requireRoom(request, bytes);
      const {app, conversationId} = await target(sender, metadata);
      await parts.requestLimits.uploads.require(sender.limitKey, reply, app);
      await sender.bytesLimit.require(sender.limitKey, reply, app);
      const {uploader, key, check} = sender;
      const name = metadata['filename'] ?? metadata['name'] ?? '';
      const id = await uploads
        .begin({app, uploader, name, bytes, conversationId, key: key(app), check})
        .catch(async (error: unknown) => {
          countRefusal(parts, error);
          throw error instanceof TooManyFiles ? await refuse(parts, error.limit, reply, app) : error;
        });
      parts.requestLimits.uploads.owe(sender.limitKey);
      sender.bytesLimit.owe(sender.limitKey, bytes);
      // Relative to the address of the request, which may be below a path.
      reply.header('location', `${path.slice(path.lastIndexOf('/') + 1)}/${id}`);
      const row = await uploads.find(uploader, id);
      if (bytes && !isBytes(request)) return withoutBody(reply).code(201).send(null);
      const offset = await receive(parts, {request, reply, sender, row, offset: 0});
      return withoutBody(reply).code(201).header('upload-offset', offset).send(null);
    },
  );

  routes.head(
    `${path}/:id`,
    {
      schema: {
        ...common,
        summary: 'Ask how much of an upload has been stored',
        params: UploadId,
        response: answers({200: Empty}, 'invalid_request', ...SENDER_ERRORS, 'not_found', 'too_many_requests'),
      },
    },
    async (request, reply) => {
      const {uploader} = await identify(request);
      const row = await uploads.find(uploader, request.params.id);
      const offset = await uploads.offset(row);
      return withoutBody(reply).header('upload-offset', offset).header('upload-length', row.bytes).send(null);
    },
  );

  routes.patch(
    `${path}/:id`,
    {
      config: {bringsBytes: true},
      schema: {
        ...common,
        summary: 'Send the bytes of an upload from an offset on',
        description:
          'Answers after they have been stored; the request with the last one after the file has been checked.',
        params: UploadId,
        response: answers({204: Empty}, ...BODY_ERRORS, ...SENDER_ERRORS, 'not_found', 'conflict'),
      },
    },
    async (request, reply) => {
      const sender = await identify(request);
      if (!isBytes(request)) throw new ServiceError('unsupported_media_type', `The content-type must be ${BYTES}.`);
      const offset = readCount(request, 'upload-offset');
      const row = await uploads.find(sender.uploader, request.params.id);
      const reached = await receive(parts, {request, reply, sender, row, offset});
      return reply.code(204).header('upload-offset', reached).send(null);
    },
  );

  routes.delete(
    `${path}/:id`,
    {
      schema: {
        ...common,
        summary: 'Remove an upload, or a file that is not sent',
        params: UploadId,
        response: answers({204: Empty}, ...BODY_ERRORS, ...SENDER_ERRORS, 'not_found'),
      },
    },
    async (request, reply) => {
      const {uploader} = await identify(request);
      await uploads.remove(await uploads.find(uploader, request.params.id));
      return reply.code(204).send(null);
    },
  );
}

/** Makes an answer without a body: `null` would become a text. */
function withoutBody<Reply extends FastifyReply>(reply: Reply): Reply {
  reply.serializer(() => '');
  return reply;
}

interface Receiving {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly sender: Sender;
  readonly row: AttachmentRow;
  readonly offset: number;
}

async function receive(parts: RouteParts, {request, reply, sender, row, offset}: Receiving): Promise<number> {
  const {uploads, atOnce} = parts.attachments;
  if (row.state === 'uploading') requireRoom(request, row.bytes - offset);
  const leave = atOnce.enter(sender.limitKey);
  const app = {domain: row.domain, platformId: row.platform_id};
  if (!leave) throw await refuse(parts, 'uploads-at-once', reply, app);
  allowLongRequest(request.raw);
  const timer = setTimeout(() => request.raw.destroy(), UPLOAD_REQUEST_LIMIT_MS).unref();
  try {
    const reached = await uploads.receive(row, {
      offset,
      source: bytesOf(request),
      sender: sender.limitKey,
      check: sender.checkAgain,
    });
    if (row.state === 'uploading' && reached === row.bytes) parts.meters.uploadEnded('stored');
    return reached;
  } catch (error) {
    countRefusal(parts, error);
    throw error;
  } finally {
    clearTimeout(timer);
    leave();
  }
}

/** Throws `invalid_request` for a request with more bytes than are missing. Without `content-length` that is known only at its end. */
function requireRoom({headers}: FastifyRequest, room: number): void {
  if (Number(headers['content-length'] ?? 0) > room) throw tooManyBytes();
}

/** How long to wait until files may have been sent, or removed. */
const WAIT_SECONDS = 30;

const TOO_MANY: Partial<Record<LimitName, string>> = {
  'unfinished-uploads': 'Too many uploads are not complete',
  'unsent-files': 'Too many files are not sent',
  'uploads-at-once': 'Too many uploads at the same time',
};

/** Counts a refusal. Resolves after a pause with the error to throw. */
async function refuse(parts: RouteParts, limit: LimitName, reply: FastifyReply, app: AppKey): Promise<ServiceError> {
  const {meters, refusals, refusalPauseMs} = parts;
  meters.refused(limit);
  const {domain, platformId} = app;
  refusals.add({
    kind: 'requests-limited',
    reason: limit,
    network: networkOf(reply.request.ip),
    app: {domain, platformId},
  });
  if (refusalPauseMs) await sleep(refusalPauseMs);
  return tooManyRequests(limit === 'uploads-at-once' ? 1 : WAIT_SECONDS, reply, TOO_MANY[limit]);
}

const REFUSALS: Partial<Record<ServiceErrorCode, UploadResult>> = {
  payload_too_large: 'too-large',
  unsupported_media_type: 'wrong-kind',
  unavailable: 'unavailable',
};

function countRefusal({meters}: RouteParts, error: unknown): void {
  const result = error instanceof ServiceError ? REFUSALS[error.code] : undefined;
  if (result) meters.uploadEnded(result);
}

/** The bytes of a request. A body of another type is none of the file. */
function bytesOf(request: FastifyRequest): Readable {
  if (!isBytes(request)) return Readable.from([]);
  return (request.body as Readable | undefined) ?? request.raw;
}

function isBytes({headers}: FastifyRequest): boolean {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() === BYTES;
}

/** Reads a header that is a whole number. Throws `invalid_request`. */
function readCount({headers}: FastifyRequest, name: string): number {
  const text = String(headers[name] ?? '');
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw fieldError('invalid_request', name, 'expected a header with a whole number');
}

/** The longest `upload-metadata`. Node allows 16 KB of headers. */
const METADATA_LIMIT_CHARS = 4096;

/** Reads `upload-metadata`: pairs of a key and a value in base64. Throws `invalid_request`. */
function readMetadata({headers}: FastifyRequest): Metadata {
  const text = String(headers['upload-metadata'] ?? '');
  const pairs = text.split(',').map((pair) => pair.trim());
  const metadata = new Map<string, string>();
  if (text.length > METADATA_LIMIT_CHARS) throw wrongMetadata();
  for (const pair of pairs.filter((one) => one !== '')) {
    const [key = '', value = '', ...rest] = pair.split(' ');
    if (rest.length || metadata.has(key) || !/^[A-Za-z\d+/]*={0,2}$/.test(value)) throw wrongMetadata();
    metadata.set(key, Buffer.from(value, 'base64').toString());
  }
  return Object.fromEntries(metadata);
}

function wrongMetadata(): ServiceError {
  return fieldError('invalid_request', 'upload-metadata', 'expected pairs of a key and a value in base64');
}
