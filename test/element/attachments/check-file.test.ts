import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {checkFile} from '../../../src/element/attachments/check-file.js';
import {mayAttach} from '../../../src/element/attachments/may-attach.js';
import {ModelStore} from '../../../src/element/chat-model.js';

const check = (type: string, attachmentTypes: 'pictures' | 'documents' | 'any', size = 1) =>
  checkFile({type, size}, {attachmentTypes, largestAttachment: 2});

describe('a file, before it is uploaded', () => {
  it('is refused when it is larger than the app takes', () => {
    assert.equal(check('image/png', 'any', 2_000_000), undefined);
    assert.equal(check('image/png', 'any', 2_000_001), 'payload_too_large');
  });

  it('is refused when the browser knows that it is of another kind', () => {
    const office = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
    const documents = [
      'application/pdf',
      'text/plain',
      'text/csv',
      office,
      'application/msword',
      'application/vnd.ms-excel',
    ];
    for (const type of ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif', '']) {
      for (const types of ['pictures', 'documents', 'any'] as const) assert.equal(check(type, types), undefined, type);
    }
    for (const type of documents) {
      assert.equal(check(type, 'documents'), undefined, type);
      assert.equal(check(type, 'pictures'), 'unsupported_media_type', type);
    }
    for (const type of ['video/mp4', 'application/x-msdownload', 'text/html', 'image/svg+xml', 'application/zip']) {
      assert.equal(check(type, 'documents'), 'unsupported_media_type', type);
      assert.equal(check(type, 'any'), undefined, type);
    }
  });

  it('leaves a kind that only a newer service knows to the service', () => {
    assert.equal(check('video/mp4', 'videos' as 'any'), undefined);
  });
});

describe('files can be sent', () => {
  it('when the settings are known and say so, and the page does not want full privacy', () => {
    const {model} = new ModelStore(() => {});
    const settings = {attachments: true} as NonNullable<typeof model.settings>;
    const claim = {fullPrivacy: false} as NonNullable<typeof model.claim>;
    assert.equal(mayAttach({...model, claim}), false);
    assert.equal(mayAttach({...model, claim, settings}), true);
    assert.equal(mayAttach({...model, claim, settings: {...settings, attachments: false}}), false);
    assert.equal(mayAttach({...model, claim: {...claim, fullPrivacy: true}, settings}), false);
  });
});
