import {LIVE_CLOSE_LIMIT_MS, LIVE_FRAGMENTS_LIMIT, LIVE_FRAME_LIMIT_BYTES} from '../limits.js';

/** The options of `ws`. Its types lack some of them. */
export const WEBSOCKET_OPTIONS = {
  maxPayload: LIVE_FRAME_LIMIT_BYTES,
  maxFragments: LIVE_FRAGMENTS_LIMIT,
  closeTimeout: LIVE_CLOSE_LIMIT_MS,
  // Compression would keep much memory for each connection, and its input may become a thousand times as long.
  perMessageDeflate: false,
  // `Peer` answers pings, as many as it allows.
  autoPong: false,
  // The frames of one packet count together, so that a flood is seen before its first frames are answered.
  allowSynchronousEvents: true,
};
