import type {ChatError} from '../../client/errors.js';
import {retry} from '../../client/retry.js';
import {type AppAddress, requestService} from '../../client/service-request.js';
import {parseAppSettings} from '../../protocol/parse-session.js';
import type {AppSettings} from '../../protocol/wire.js';

/** `unavailable`: the service says that this app cannot be used here. */
export type AppState =
  | {readonly status: 'loading'}
  | {readonly status: 'ready'; readonly settings: AppSettings}
  | {readonly status: 'unavailable'};

/** Reads what anyone may know of the app that the page names. */
export class AppController {
  state: AppState = {status: 'loading'};
  readonly #onChange: () => void;
  readonly #onFailure: (error: ChatError) => void;
  #address: string | undefined;
  #loading = new AbortController();

  constructor(onChange: () => void, onFailure: (error: ChatError) => void) {
    this.#onChange = onChange;
    this.#onFailure = onFailure;
  }

  /** Takes this app from now on, or none. Its settings are asked for until the service answers. */
  update(app: AppAddress | undefined): void {
    const address =
      app && `${app.serviceUrl}/v1/apps/${encodeURIComponent(app.domain)}/${encodeURIComponent(app.platformId)}`;
    if (address === this.#address) return;
    this.#address = address;
    this.#loading.abort();
    if (!address) return;
    this.#loading = new AbortController();
    void this.#load(address, this.#loading.signal);
  }

  async #load(address: string, signal: AbortSignal): Promise<void> {
    this.state = {status: 'loading'};
    try {
      const settings = await retry(() => requestService(address, parseAppSettings, {signal}), signal, this.#onFailure);
      this.state = {status: 'ready', settings};
    } catch (error) {
      if (signal.aborted) return;
      this.state = {status: 'unavailable'};
      this.#onFailure(error as ChatError);
    }
    this.#onChange();
  }
}
