import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {Type} from 'typebox';
import {read} from '../../contract/read.js';
import {Count, Open, TextOrNull} from '../../contract/schema.js';

const Mood = Open(Type.Enum(['good', 'bad']));
const Pet = Type.Object({
  name: Type.String(),
  age: Count,
  isTame: Type.Boolean(),
  owner: TextOrNull,
  mood: Mood,
  toy: Open(
    Type.Union([Type.Object({kind: Type.Literal('ball'), size: Count}), Type.Object({kind: Type.Literal('bone')})]),
  ),
  food: Type.Array(Type.Object({name: Type.String()})),
  note: Type.Optional(Type.String()),
});

const REX = {
  name: 'Rex',
  age: 3,
  isTame: true,
  owner: null,
  mood: 'good',
  toy: {kind: 'ball', size: 2},
  food: [{name: 'fish'}],
} as const;

describe('read', () => {
  it('returns what the schema describes, and leaves out further fields', () => {
    assert.deepEqual(read(Pet, REX), REX);
    const newer = {...REX, toy: {...REX.toy, colour: 'red'}, food: [{name: 'fish', price: 1}], note: 'x', later: 1};
    assert.deepEqual(read(Pet, newer), {...REX, note: 'x'});
  });

  it('makes unknown of an open part that it does not know, or that is missing', () => {
    for (const mood of ['sleepy', 5, null, {kind: 'good'}]) assert.equal(read(Pet, {...REX, mood})?.mood, 'unknown');
    for (const toy of [{kind: 'kite'}, {kind: 'ball'}, {kind: 'ball', size: 'big'}, 'ball', null, []]) {
      assert.deepEqual(read(Pet, {...REX, toy})?.toy, {kind: 'unknown'});
    }
    const {mood: _mood, toy: _toy, ...rest} = REX;
    assert.deepEqual(read(Pet, rest), {...rest, mood: 'unknown', toy: {kind: 'unknown'}});
  });

  it('leaves out an item of a list, and an optional field, that cannot be read', () => {
    const food = [{name: 'fish'}, {name: 5}, null, 'meat', {}, {name: 'milk'}];
    assert.deepEqual(read(Pet, {...REX, food, note: 5}), {...REX, food: [{name: 'fish'}, {name: 'milk'}]});
  });

  it('returns undefined when another field is missing or has another type', () => {
    for (const name of ['name', 'age', 'isTame', 'owner', 'food'] as const) {
      for (const value of [{}, undefined, -1, 1.5, NaN, 2 ** 53]) {
        assert.equal(read(Pet, {...REX, [name]: value}), undefined, `${name}: ${JSON.stringify(value)}`);
      }
      const {[name]: _missing, ...others} = REX;
      assert.equal(read(Pet, others), undefined, name);
    }
    for (const value of [undefined, null, 'Rex', 5, []]) assert.equal(read(Pet, value), undefined);
    assert.equal(read(Pet, Object.create(REX)), undefined);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...Object.keys(REX)), (value, name) => {
        read(Pet, value);
        read(Pet, {...REX, [name]: value, food: [value]});
      }),
    );
  });
});
