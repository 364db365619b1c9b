import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {compactCss, compactHtml} from '../../scripts/rollup-plugins.mjs';

describe('compactCss', () => {
  it('removes comments and unneeded white space', () => {
    const css = `
      /* Don't keep: it's for us. */
      :host {
        color: red;
        margin: 0 auto; /* centred */
      }
    `;
    assert.equal(compactCss(css), ':host{color:red;margin:0 auto}');
  });

  it('keeps spaces with a meaning', () => {
    const css =
      '.a .b > .c :focus { width: calc(1px + 2px); font: 1em / 2 a, b; } @media (a: b) and (c) { d { e: f } }';
    assert.equal(
      compactCss(css),
      '.a .b > .c :focus{width:calc(1px + 2px);font:1em / 2 a,b}@media (a:b) and (c){d{e:f}}',
    );
  });

  it('keeps strings and expressions', () => {
    assert.equal(compactCss(`a { content: ' ;  } /* */ '; b: \${tokens}; }`), `a{content:' ;  } /* */ ';b:\${tokens}}`);
  });
});

describe('compactHtml', () => {
  it('replaces each line break and its indentation with one space', () => {
    assert.equal(compactHtml('\n    <p>\n      Two  words\n    </p>\n  '), ' <p> Two  words </p> ');
  });
});
