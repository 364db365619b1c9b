import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {CARD_LABEL_LIMIT_CHARS, CARD_TARGET_LIMIT_CHARS, type CardAction} from 'helpshift-chat/protocol';
import {actionProblems, hasProblem, NEW_ACTION, trimmedAction} from '../../../inbox/state/card-draft.js';

const link = (fields: Partial<CardAction> = {}): CardAction => ({
  kind: 'link',
  label: 'Track it',
  target: 'https://shop.example/17',
  ...fields,
});

describe('an action of a card', () => {
  it('can be sent with a label and an allowed target, without the spaces around them', () => {
    for (const action of [
      link(),
      link({label: ' x ', target: ' mailto:help@example.com '}),
      link({kind: 'call', target: '+1 (555) 0100'}),
      link({label: 'x'.repeat(CARD_LABEL_LIMIT_CHARS)}),
    ]) {
      assert.equal(hasProblem(action), false, JSON.stringify(action));
    }
    assert.deepEqual(trimmedAction(link({label: ' a ', target: ' tel:1 '})), link({label: 'a', target: 'tel:1'}));
  });

  it('says what is wrong with each of its texts', () => {
    const cases: [CardAction, ReturnType<typeof actionProblems>][] = [
      [NEW_ACTION, {label: 'missing', target: 'missing'}],
      [link({label: '  '}), {label: 'missing', target: undefined}],
      [link({label: 'x'.repeat(CARD_LABEL_LIMIT_CHARS + 1)}), {label: 'too-long', target: undefined}],
      [
        link({target: `https://x.example/${'x'.repeat(CARD_TARGET_LIMIT_CHARS)}`}),
        {label: undefined, target: 'too-long'},
      ],
      [link({target: 'www.shop.example'}), {label: undefined, target: 'no-link'}],
      [link({target: 'javascript:alert(1)'}), {label: undefined, target: 'no-link'}],
      [link({kind: 'call', target: 'https://shop.example'}), {label: undefined, target: 'no-phone-number'}],
    ];
    for (const [action, problems] of cases) {
      assert.deepEqual(actionProblems(action), problems, JSON.stringify(action).slice(0, 99));
      assert.equal(hasProblem(action), true);
    }
  });
});
