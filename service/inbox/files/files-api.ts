import {removeUpload, uploadFile} from 'helpshift-chat/client';
import type {ReadFileRequest} from 'helpshift-chat/protocol';
import {AGENT_PATH, agentFile, agentRequest} from '../api/agent-request.js';
import {parseDownload} from './parse-download.js';

/** A file that is uploaded for a conversation. */
export interface UploadRequest {
  readonly file: File;
  readonly conversationId: string;
  /** Where an earlier attempt began. Default: a new upload */
  readonly address: string | undefined;
  /** Is told where the upload is, so that a later attempt goes on there. */
  readonly onAddress: (address: string) => void;
  /** Is told how many bytes are uploaded. */
  readonly onProgress: (uploadedBytes: number) => void;
  readonly signal: AbortSignal;
}

/** The files of conversations, as the inbox may use them. Calls reject with a `ChatError`, or with the reason of `signal`. */
export interface FilesApi {
  /** Uploads a file, until it is complete or refused. Resolves with its id. */
  upload(request: UploadRequest): Promise<string>;
  /** Removes an upload that is not sent. */
  removeUpload(address: string, signal: AbortSignal): Promise<void>;
  /** The bytes of a picture. */
  read(request: ReadFileRequest, signal: AbortSignal): Promise<Blob>;
  /** Makes an address that downloads a file once. Resolves with its path. */
  offerDownload(fileId: string, signal: AbortSignal): Promise<string>;
}

/** Where uploads begin. */
const UPLOADS_URL = `${AGENT_PATH}/files`;

/** The files of the same-origin service below `/v1/agent/files`. */
export const httpFilesApi: FilesApi = {
  upload: ({conversationId, ...upload}) =>
    uploadFile({...upload, url: UPLOADS_URL, metadata: {conversation: conversationId}}),
  removeUpload: (address, signal) => removeUpload({url: UPLOADS_URL, address, signal}),
  read: (request, signal) => agentFile('files/read', request, signal),
  offerDownload: (fileId, signal) => agentRequest('files/download', parseDownload, {body: {fileId}, signal}),
};
