import {expect} from '@open-wc/testing';
import {keepPage} from '../../../inbox/files/keep-page.js';

/** Whether the browser goes on with the event: it would show the file, or leave the page. */
const goesOn = (event: Event, target: EventTarget = document.body): boolean => target.dispatchEvent(event);

function drag(type: string, fill: (data: DataTransfer) => unknown): DragEvent {
  const dataTransfer = new DataTransfer();
  fill(dataTransfer);
  return new DragEvent(type, {dataTransfer, bubbles: true, cancelable: true});
}

describe('keepPage', () => {
  let hasUnsent = false;

  before(() => keepPage(() => hasUnsent));

  it('does not let a file that is dropped beside the places for files replace the page', () => {
    for (const type of ['dragover', 'drop']) {
      expect(goesOn(drag(type, (data) => data.items.add(new File(['x'], 'a.png')))), type).to.be.false;
      expect(goesOn(drag(type, (data) => data.setData('text/plain', 'x'))), 'a text').to.be.true;
    }
  });

  it('has the browser ask before files are lost, and only then', () => {
    for (hasUnsent of [true, false]) {
      expect(goesOn(new Event('beforeunload', {cancelable: true}), window)).to.equal(!hasUnsent);
    }
  });
});
