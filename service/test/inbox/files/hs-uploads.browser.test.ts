import {expect} from '@open-wc/testing';
import type {Upload} from '../../../inbox/state/uploads.js';
import {fileTools, pictureBlob} from '../support/fake-files.js';
import {
  addPart,
  drawn,
  expectAccessible,
  findAll,
  findButton,
  focusedElement,
  get,
  getButton,
  textOf,
  useInboxStyles,
} from '../support/inbox-page.js';

const CHOSEN: Upload = {
  id: 'u1',
  name: 'lamp.png',
  bytes: 1000,
  mediaType: 'image/png',
  uploadedBytes: 400,
  fileId: undefined,
  isSent: false,
  problem: undefined,
};

describe('<hs-uploads>', () => {
  useInboxStyles();

  const addUploads = (...uploads: readonly Upload[]) => addPart('hs-uploads', {conversationId: 'c1', uploads});

  it('shows each file with its size, how much is uploaded, and that it waits for the answer', async () => {
    const {element} = await addUploads(CHOSEN, {...CHOSEN, id: 'u2', name: 'done.pdf', fileId: 'f2'});
    await expectAccessible(element);
    expect(textOf(element)).to.equal(
      'lamp.png 1 kB · Will be sent with your answer done.pdf 1 kB · Will be sent with your answer',
    );
    const bars = findAll<HTMLProgressElement>(element, 'progress');
    expect(bars.map(({ariaLabel, position}) => `${ariaLabel}: ${position}`)).to.deep.equal(['Uploading lamp.png: 0.4']);
  });

  it('shows a picture that was chosen', async () => {
    const {files} = fileTools();
    files.hold('u1', new File([pictureBlob()], 'lamp.png', {type: 'image/png'}));
    const {element} = await addPart('hs-uploads', {conversationId: 'c1', uploads: [CHOSEN]}, {files});
    expect(get<HTMLImageElement>(element, 'img').src).to.equal(files.chosen('u1'));
  });

  it('can remove a file until its entry is on its way', async () => {
    const {element, actions} = await addUploads(CHOSEN);
    getButton(element, 'Remove lamp.png').click();
    expect(actions).to.deep.equal([{type: 'remove-upload', conversationId: 'c1', id: 'u1'}]);
    element.uploads = [{...CHOSEN, isSent: true}];
    await drawn(element);
    expect(textOf(element)).to.contain('Sending…');
    expect(findButton(element, 'Remove lamp.png')).to.be.ok;
    element.uploads = [{...CHOSEN, isSent: true, fileId: 'f1'}];
    await drawn(element);
    expect(findButton(element, 'Remove lamp.png')).to.be.undefined;
  });

  it('says why a file failed, and offers another attempt where one can help', async () => {
    const {element, actions} = await addUploads(
      {...CHOSEN, problem: 'lost'},
      {...CHOSEN, id: 'u2', name: 'film.mp4', problem: 'too-large'},
    );
    await expectAccessible(element);
    expect(textOf(element)).to.contain('Not sent.').and.to.contain('This file is too large for this app.');
    getButton(element, 'Try again: lamp.png').click();
    expect(findButton(element, 'Try again: film.mp4')).to.be.undefined;
    expect(actions).to.deep.equal([{type: 'retry-upload', conversationId: 'c1', id: 'u1'}]);
  });

  it('keeps the focus when the file that had it is gone', async () => {
    const {element} = await addUploads(CHOSEN, {...CHOSEN, id: 'u2', name: 'other.png'});
    getButton(element, 'Remove lamp.png').focus();
    element.uploads = element.uploads.slice(1);
    await drawn(element);
    expect(focusedElement()).to.equal(getButton(element, 'Remove other.png'));
  });
});
