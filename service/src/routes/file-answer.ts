import {endingOf} from '../attachments/file-name.js';
import type {OpenedFile} from '../attachments/stored-files.js';
import type {FastifyReply} from 'fastify';

/** Nothing in the file runs, wherever it is opened. */
const POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'";

/**
 * Sends a file. Only a picture that the service made itself has its own type; a browser must not run anything else, such as HTML or SVG.
 *
 * @param isDownload - Also a picture is saved, and not shown.
 */
export function sendFile(
  reply: FastifyReply,
  {name, pictureType, bytes, stream}: OpenedFile,
  {isDownload = false}: {readonly isDownload?: boolean} = {},
): FastifyReply {
  const isShown = pictureType !== undefined && !isDownload;
  reply.header('content-security-policy', POLICY);
  reply.header('content-length', bytes);
  if (!isShown) reply.header('content-disposition', disposition(name));
  // Typed by the schema of one route, and sent by several.
  return reply.type(pictureType ?? 'application/octet-stream').send(stream);
}

/** The header that names a download (RFC 6266): for old programs with the letters that they know, for all others the whole name. */
function disposition(name: string): string {
  const ending = endingOf(name);
  const plain = /^[\w .()-]+$/.test(name) ? name : `file${/^[a-z\d]+$/.test(ending) ? `.${ending}` : ''}`;
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
