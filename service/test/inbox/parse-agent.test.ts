import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {
  parseAgent,
  parseAgentConversation,
  parseAgentConversations,
  parseAgentMessage,
} from '../../inbox/api/parse-agent.js';
import {ADA, makeConversation, makeMessage, makeUser} from './support/fixtures.js';

describe('an answer of the service', () => {
  it('is read without fields that this version does not know', () => {
    const conversation = makeConversation({contact: {name: 'Ann', email: null}});
    assert.deepEqual(parseAgent({...ADA, later: 1}), ADA);
    assert.deepEqual(parseAgentConversation({...conversation, later: 1}), conversation);
    assert.deepEqual(parseAgentConversations({conversations: [conversation]}), [conversation]);
    assert.deepEqual(parseAgentMessage({message: makeMessage(1)}), makeMessage(1));
  });

  it('is refused when a field is missing or has another type', () => {
    const conversation = makeConversation();
    for (const name of Object.keys(conversation)) {
      assert.equal(parseAgentConversation({...conversation, [name]: undefined}), undefined, name);
      assert.equal(parseAgentConversation({...conversation, [name]: true}), undefined, name);
    }
    for (const name of Object.keys(ADA)) assert.equal(parseAgent({...ADA, [name]: 1}), undefined, name);
    for (const name of Object.keys(makeUser())) {
      assert.equal(parseAgentConversation({...conversation, user: {...makeUser(), [name]: 1}}), undefined, name);
    }
  });

  it('is refused as a list when one item is invalid', () => {
    assert.equal(parseAgentConversations({conversations: [makeConversation(), {id: 'x'}]}), undefined);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        parseAgent(value);
        parseAgentConversation(value);
        parseAgentConversations({conversations: [value]});
        parseAgentMessage(value);
      }),
    );
  });
});
