import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import type {LightMyRequestResponse} from 'fastify';
import type {TestService} from './test-service.js';
import type {NewAttachment} from 'helpshift-chat/protocol';

export const TUS = {'tus-resumable': '1.0.0'};
export const BYTES = 'application/offset+octet-stream';

/** The headers that name a user's session. */
export function bearer(sessionToken: string): Record<string, string> {
  return {authorization: `Bearer ${sessionToken}`};
}

/** `upload-metadata` with these values. */
export function metadata(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');
}

/** An upload in a test. `headers`: those of a user (`bearer`) or an agent. */
export interface TestUpload {
  readonly service: TestService;
  readonly headers: Record<string, string>;
  readonly name?: string;
  /** The conversation that an agent uploads it for. */
  readonly conversation?: string;
}

/** Begins an upload. */
export function begin(
  {service, headers, name = 'a.txt', conversation}: TestUpload,
  length: number | string,
  more: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  return service.ask({
    method: 'POST',
    url: conversation === undefined ? '/v1/files' : '/v1/agent/files',
    headers: {
      ...headers,
      ...TUS,
      'upload-length': String(length),
      'upload-metadata': metadata({filename: name, ...(conversation !== undefined && {conversation})}),
      ...more,
    },
  });
}

/** The id of the file that an answer has begun. */
export function idOf(response: LightMyRequestResponse): string {
  assert.equal(response.statusCode, 201, response.body);
  const [, id] = /^files\/([\da-f-]{36})$/.exec(String(response.headers.location)) ?? [];
  return id ?? assert.fail(`no address: ${response.headers.location}`);
}

/** Sends bytes of an upload. */
export function patch(
  {service, headers, conversation}: TestUpload,
  id: string,
  offset: number | string,
  payload: Buffer | string,
): Promise<LightMyRequestResponse> {
  return service.ask({
    method: 'PATCH',
    url: `${conversation === undefined ? '/v1/files' : '/v1/agent/files'}/${id}`,
    headers: {...headers, ...TUS, 'upload-offset': String(offset), 'content-type': BYTES},
    payload,
  });
}

/** Asks how much of an upload is stored. */
export function head({service, headers, conversation}: TestUpload, id: string): Promise<LightMyRequestResponse> {
  const url = `${conversation === undefined ? '/v1/files' : '/v1/agent/files'}/${id}`;
  return service.ask({method: 'HEAD', url, headers: {...headers, ...TUS}});
}

/** Uploads a whole file. @returns Its id. Fails when the service refuses it. */
export async function upload(to: TestUpload, bytes: Buffer | string): Promise<string> {
  const id = idOf(await begin(to, Buffer.byteLength(bytes)));
  const response = await patch(to, id, 0, bytes);
  assert.equal(response.statusCode, 204, response.body);
  return id;
}

/** A request that sends a file. */
export function sendingFile(fileId: string, {id = randomUUID(), ...more}: Partial<NewAttachment> = {}) {
  return {method: 'POST', url: '/v1/messages', payload: {messages: [{id, fileId, ...more}]}} as const;
}
