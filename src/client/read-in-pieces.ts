/**
 * Reads the body of a long answer. Calls `onProgress` at each piece, so that a slow line that moves is not taken for a broken one.
 */
export function readInPieces({body}: Response, onProgress: () => void): Promise<string> {
  const watched = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      onProgress();
      controller.enqueue(piece);
    },
  });
  return new Response(body?.pipeThrough(watched)).text();
}
