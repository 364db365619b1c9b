import type {ChatActions} from '../../contexts.js';

/** Downloads a file. Rejects when the service gives no address for it. */
export async function download(actions: ChatActions, fileId: string, name: string): Promise<void> {
  const address = await (await actions.files()).address(fileId);
  // Outside of the page, so that no listener of the page sees the click.
  Object.assign(document.createElement('a'), {href: address, download: name, rel: 'noreferrer'}).click();
}
