import type {InboxFrame} from '../../../contract/live.js';
import type {Feed, FeedOptions} from '../../../inbox/api/feed.js';

/** What changes in the conversations, as a test tells it. */
export class FakeFeed {
  /** Whether the live connection is ready as soon as the feed begins. */
  isUp = true;
  /** How often something held the polling, for a request. */
  holds = 0;
  /** What the inbox has sent. */
  readonly said: InboxFrame[] = [];
  readonly say = (frame: InboxFrame): void => void this.said.push(frame);
  #options: FeedOptions | undefined;

  readonly start = (options: FeedOptions): Feed => {
    this.#options = options;
    if (this.isUp) options.up(this.say);
    return {
      hold: () => {
        this.holds += 1;
        return () => {
          this.holds -= 1;
        };
      },
    };
  };

  /** The newest feed that was started. */
  get options(): FeedOptions {
    if (!this.#options) throw new Error('no agent has logged in');
    return this.#options;
  }

  get isOver(): boolean {
    return this.options.signal.aborted;
  }
}
