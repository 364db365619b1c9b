import {expect} from '@open-wc/testing';
import {css} from '@lit/reactive-element/css-tag.js';
import {html} from 'lit/html.js';
import {type ChangedProperties, PanelElement} from '../../../src/element/panel/panel-element.js';
import {addPlace} from '../../support/chat.js';

class SamplePart extends PanelElement {
  static override styles = [
    css`
      button {
        color: rgb(1, 2, 3);
      }
    `,
  ];
  static override properties = {label: {}, count: {}};

  static {
    this.defineProperties();
  }

  declare label: unknown;
  declare count: unknown;
  readonly log: unknown[] = [];

  constructor() {
    super();
    this.count = 0;
  }

  get button(): HTMLButtonElement {
    return this.renderRoot.querySelector('button') as HTMLButtonElement;
  }

  protected override willUpdate(changed: ChangedProperties): void {
    this.log.push(['will', ...changed]);
  }

  protected override render(): unknown {
    return html`<button @click=${this.#handleClick}>${this.label}</button>`;
  }

  protected override updated(changed: ChangedProperties): void {
    this.log.push(['drew', this.button.textContent, ...changed.keys()]);
  }

  #handleClick(): void {
    this.log.push(['clicked', this.label]);
  }
}
customElements.define('panel-element-sample', SamplePart);

async function addSample(): Promise<SamplePart> {
  const element = new SamplePart();
  element.label = 'Go';
  addPlace().append(element);
  await element.updateComplete;
  return element;
}

describe('an element of the panel', () => {
  it('knows at each update which properties have changed, and what they were before', async () => {
    const element = await addSample();
    element.label = 'Stop';
    element.label = 'Halt';
    element.count = 1;
    await element.updateComplete;
    expect(element.log).to.deep.equal([
      ['will', ['count', undefined], ['label', undefined]],
      ['drew', 'Go', 'count', 'label'],
      ['will', ['label', 'Go'], ['count', 0]],
      ['drew', 'Halt', 'label', 'count'],
    ]);
  });

  it('handles the events of what it draws', async () => {
    const element = await addSample();
    element.button.click();
    expect(element.log.at(-1)).to.deep.equal(['clicked', 'Go']);
  });

  it('does not read attributes, which a page could set', async () => {
    const element = await addSample();
    element.setAttribute('label', 'Attack');
    await element.updateComplete;
    expect(element.button.textContent).to.equal('Go');
  });

  it('keeps its styles when it moves into another document', async () => {
    const element = await addSample();
    const frame = document.createElement('iframe');
    addPlace().append(frame);
    frame.contentDocument?.body.append(element);
    element.label = 'Moved';
    await element.updateComplete;
    const style = frame.contentWindow?.getComputedStyle(element.button);
    expect(style?.color).to.equal('rgb(1, 2, 3)');
    expect(element.button.textContent).to.equal('Moved');
  });
});
