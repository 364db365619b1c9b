import {expect} from '@open-wc/testing';
import {css} from '@lit/reactive-element/css-tag.js';
import {html} from 'lit/html.js';
import {PanelElement} from '../../../src/element/panel/panel-element.js';
import {addPlace} from '../../support/chat.js';

class SamplePart extends PanelElement {
  static override styles = [
    css`
      button {
        color: rgb(1, 2, 3);
      }
    `,
  ];

  label = 'Go';
  readonly log: string[] = [];

  get button(): HTMLButtonElement {
    return this.renderRoot.querySelector('button') as HTMLButtonElement;
  }

  protected override willUpdate(): void {
    this.log.push(`will draw ${this.label}`);
  }

  protected override updated(): void {
    this.log.push(`drew ${this.button.textContent}`);
  }

  #handleClick(): void {
    this.log.push(`clicked ${this.label}`);
  }

  protected override render(): unknown {
    return html`<button @click=${this.#handleClick}>${this.label}</button>`;
  }
}
customElements.define('panel-element-sample', SamplePart);

async function addSample(): Promise<SamplePart> {
  const element = new SamplePart();
  addPlace().append(element);
  await element.updateComplete;
  return element;
}

describe('an element of the panel', () => {
  it('draws once for all requests of one task', async () => {
    const element = await addSample();
    for (const label of ['Stop', 'Halt']) {
      element.label = label;
      element.requestUpdate();
    }
    await element.updateComplete;
    expect(element.log).to.deep.equal(['will draw Go', 'drew Go', 'will draw Halt', 'drew Halt']);
  });

  it('tells its controllers when it comes to the page and leaves it', async () => {
    const element = new SamplePart();
    const log: string[] = [];
    element.addController({hostConnected: () => log.push('came'), hostDisconnected: () => log.push('left')});
    expect(log).to.deep.equal([]);
    addPlace().append(element);
    element.remove();
    expect(log).to.deep.equal(['came', 'left']);
  });

  it('handles the events of what it draws', async () => {
    const element = await addSample();
    element.button.click();
    expect(element.log.at(-1)).to.equal('clicked Go');
  });

  it('keeps its styles when it moves into another document', async () => {
    const element = await addSample();
    const frame = document.createElement('iframe');
    addPlace().append(frame);
    frame.contentDocument?.body.append(element);
    element.label = 'Moved';
    element.requestUpdate();
    await element.updateComplete;
    const style = frame.contentWindow?.getComputedStyle(element.button);
    expect(style?.color).to.equal('rgb(1, 2, 3)');
    expect(element.button.textContent).to.equal('Moved');
  });
});
