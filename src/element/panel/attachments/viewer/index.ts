import type {WrittenFile} from '../../../../client/outgoing.js';
import {defineOnce} from '../../define-once.js';
import {HsViewer} from './hs-viewer.js';

defineOnce('hs-viewer', HsViewer);

/** Opens the viewer with this picture, above the panel. The focus returns to `opener` afterwards. */
export function openViewer(opener: HTMLElement, {fileId}: WrittenFile): void {
  const list = (opener.getRootNode() as ShadowRoot).host;
  const viewer = Object.assign(document.createElement('hs-viewer') as HsViewer, {fileId, opener});
  list.parentElement?.append(viewer);
}
