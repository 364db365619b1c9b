import {expect} from '@open-wc/testing';
import {AttributeElement, type PropertyDeclarations} from '../../src/element/attribute-element.js';
import {addPlace} from '../support/chat.js';

let count = 0;

/** Counts its updates, and notes what it would draw. */
class Sample extends AttributeElement {
  static override properties: PropertyDeclarations = {
    anything: {},
    longName: {type: 'text'},
    corner: {type: 'text', reflect: true},
    isOn: {type: 'switch'},
  };

  static {
    this.defineProperties();
  }

  declare anything: unknown;
  declare longName: unknown;
  declare corner: unknown;
  declare isOn: unknown;
  drawn: unknown[] = [];
  mustFail = false;

  protected override update(): void {
    this.drawn.push(this.anything);
    if (this.mustFail) throw new Error('cannot draw');
  }
}

/** A class of its own under a new name, because a name can be defined only once. */
function lateSample(): {tag: string; define: () => void} {
  const tag = `attribute-element-${count++}`;
  return {tag, define: () => customElements.define(tag, class extends Sample {})};
}

function addSample(): Sample {
  const {tag, define} = lateSample();
  define();
  const element = document.createElement(tag) as Sample;
  addPlace().append(element);
  return element;
}

describe('an element whose properties attributes set', () => {
  it('draws once for all changes of one task, and again for the next', async () => {
    const element = addSample();
    element.anything = 1;
    element.anything = 2;
    element.setAttribute('long-name', 'a');
    await element.updateComplete;
    expect(element.drawn).to.deep.equal([2]);
    element.anything = 3;
    await element.updateComplete;
    expect(element.drawn).to.deep.equal([2, 3]);
  });

  it('does not draw for what is the same, nor before it is in a document', async () => {
    const {tag, define} = lateSample();
    define();
    const element = document.createElement(tag) as Sample;
    element.anything = NaN;
    await element.updateComplete;
    expect(element.drawn).to.deep.equal([]);
    addPlace().append(element);
    await element.updateComplete;
    element.anything = NaN;
    await element.updateComplete;
    expect(element.drawn).to.deep.equal([NaN]);
  });

  it('keeps what was set before it was defined, rather than its attributes', async () => {
    const {tag, define} = lateSample();
    const element = document.createElement(tag) as Sample;
    Object.assign(element, {longName: 'property', corner: 'left'});
    element.setAttribute('long-name', 'attribute');
    addPlace().append(element);
    define();
    await element.updateComplete;
    expect(element.longName).to.equal('property');
    expect(element.getAttribute('corner')).to.equal('left');
    element.setAttribute('long-name', 'later');
    expect(element.longName).to.equal('later');
  });

  it('prefers what is set after the definition to what was set before it', async () => {
    const {tag, define} = lateSample();
    const element = document.createElement(tag) as Sample;
    element.anything = 'before';
    define();
    customElements.upgrade(element);
    element.anything = 'after';
    addPlace().append(element);
    await element.updateComplete;
    expect(element.drawn).to.deep.equal(['after']);
  });

  it('lets the attribute follow the property where that is declared, and only there', () => {
    const element = addSample();
    element.corner = 'left';
    element.longName = 'secret';
    expect(element.getAttributeNames()).to.deep.equal(['corner']);
    element.corner = 5;
    expect(element.hasAttribute('corner')).to.be.false;
    expect(element.corner).to.be.undefined;
    element.setAttribute('corner', 'right');
    expect(element.corner).to.equal('right');
  });

  it('reads every value as its type says', () => {
    const element = addSample();
    for (const [value, isOn] of [
      ['', false],
      ['false', false],
      ['is-on', true],
      [0, false],
      [{}, true],
    ] as const) {
      element.isOn = value;
      expect(element.isOn, JSON.stringify(value)).to.equal(isOn);
    }
    for (const [text, isOn] of [
      ['', true],
      ['false', false],
      ['true', true],
    ] as const) {
      element.setAttribute('is-on', text);
      expect(element.isOn, `the attribute "${text}"`).to.equal(isOn);
    }
    element.removeAttribute('is-on');
    expect(element.isOn).to.be.false;
    element.anything = 5;
    element.longName = 5;
    expect([element.anything, element.longName]).to.deep.equal([5, undefined]);
  });

  it('draws again after an update that failed', async () => {
    const element = addSample();
    await element.updateComplete;
    element.mustFail = true;
    element.anything = 1;
    const failure = await element.updateComplete.catch((error: unknown) => error);
    expect(String(failure)).to.contain('cannot draw');
    element.mustFail = false;
    element.anything = 2;
    await element.updateComplete;
    expect(element.drawn.at(-1)).to.equal(2);
  });
});
