import {expect} from '@open-wc/testing';
import {setViewport} from '@web/test-runner-commands';
import type {ReadBeginning} from '../../../inbox/api/parse-agent.js';
import {BEGINNING, EMPTY_BEGINNING} from '../support/fixtures.js';
import {addPart, drawn, expectAccessible, findAll, get, textOf, useInboxStyles} from '../support/inbox-page.js';

const NOON = new Date(2026, 2, 2, 12, 0).getTime();
const LONG = Array.from({length: 20}, (_, line) => `line ${line}`).join('\n');

const FIELDS: ReadBeginning['fields'] = [
  {key: 'order', type: 'singleline', value: 'A-17'},
  {key: 'bought', type: 'date', value: NOON},
  {key: 'paid', type: 'checkbox', value: true},
  {key: 'log', type: 'multiline', value: LONG},
];

describe('<hs-beginning>', () => {
  useInboxStyles();

  const addBeginning = async (beginning: Partial<ReadBeginning>) => {
    const {element} = await addPart('hs-beginning', {
      conversationId: 'c1',
      beginning: {...EMPTY_BEGINNING, ...beginning},
    });
    return element;
  };
  const facts = (element: Element) =>
    findAll(element, 'dt').map((term) => [textOf(term), textOf(term.nextElementSibling ?? term)]);

  it('is accessible, with little and with much', async () => {
    await expectAccessible(await addBeginning(BEGINNING));
    const element = await addBeginning({...BEGINNING, fields: FIELDS});
    for (const details of findAll<HTMLDetailsElement>(element, 'details')) details.open = true;
    await expectAccessible(element);
  });

  it('says once that nothing of it is verified', async () => {
    const element = await addBeginning({...BEGINNING, fields: FIELDS});
    expect(textOf(element).match(/not verified/g)).to.have.length(1);
  });

  it('shows tags, the address and the fields, each by its type', async () => {
    const element = await addBeginning({...BEGINNING, tags: ['vip', 'Late'], fields: FIELDS.slice(0, 3)});
    expect(findAll(element, 'li').map(textOf)).to.deep.equal(['vip', 'Late']);
    expect(facts(element)).to.deep.equal([
      ['Page', 'https://shop.example/cart'],
      ['order', 'A-17'],
      [
        'bought',
        new Intl.DateTimeFormat('en', {dateStyle: 'full', timeStyle: 'short'}).format(NOON).replace(/\s/g, ' '),
      ],
      ['paid', 'Yes'],
    ]);
  });

  it('shows what does not fit its type as it is', async () => {
    const element = await addBeginning({
      fields: [
        {key: 'a', type: 'date', value: 9e15},
        {key: 'b', type: 'date', value: '2026'},
        {key: 'c', type: 'checkbox', value: 'maybe'},
        {key: 'd', type: 'unknown', value: false},
      ],
    });
    expect(facts(element)).to.deep.equal([
      ['a', '9000000000000000'],
      ['b', '2026'],
      ['c', 'maybe'],
      ['d', 'No'],
    ]);
  });

  it('keeps many fields and long texts folded, and shows all lines when they are opened', async () => {
    const element = await addBeginning({...BEGINNING, fields: FIELDS});
    const all = get<HTMLDetailsElement>(element, 'details');
    const long = get<HTMLDetailsElement>(element, '.long');
    expect([all.open, long.open]).to.deep.equal([false, false]);
    expect(get(element, 'li').checkVisibility(), 'tags are never folded').to.equal(true);
    get(element, 'summary').click();
    get(element, '.long summary').click();
    await drawn(element);
    const whole = get(element, '.long > bdi');
    expect(whole.innerText).to.equal(LONG);
    expect(getComputedStyle(whole).display, 'its lines begin where its language begins them').to.equal('block');
    expect(get(element, '.start').checkVisibility()).to.equal(false);
  });

  it('is open when it has little to say, but folded on a small screen', async () => {
    expect(get<HTMLDetailsElement>(await addBeginning(BEGINNING), 'details').open).to.equal(true);
    const {innerWidth: width, innerHeight: height} = window;
    await setViewport({width: 360, height});
    try {
      expect(get<HTMLDetailsElement>(await addBeginning(BEGINNING), 'details').open).to.equal(false);
    } finally {
      await setViewport({width, height});
    }
  });

  it('gives a long text the whole line on a small screen, whatever its name', async () => {
    const {innerWidth: width, innerHeight: height} = window;
    await setViewport({width: 360, height});
    try {
      const field = {
        key: 'A long name of a field of the shop',
        type: 'multiline',
        value: 'some words '.repeat(60),
      } as const;
      const element = await addBeginning({...BEGINNING, fields: [field]});
      get(element, 'summary').click();
      await drawn(element);
      const value = get(element, 'dd:has(.long)').getBoundingClientRect();
      expect(value.width).to.be.above(get(element, 'section').clientWidth * 0.8);
    } finally {
      await setViewport({width, height});
    }
  });

  it('makes a link of nothing but the address of a web page', async () => {
    for (const pageUrl of ['javascript:alert(1)', 'data:text/html,x', 'https://bank.example@evil.example/', 'cart']) {
      const element = await addBeginning({pageUrl});
      expect(findAll(element, 'a'), pageUrl).to.deep.equal([]);
      expect(textOf(get(element, '.address'))).to.equal(pageUrl);
    }
    const link = get<HTMLAnchorElement>(await addBeginning(BEGINNING), 'a');
    expect([link.href, link.target, link.rel]).to.deep.equal([
      'https://shop.example/cart',
      '_blank',
      'noopener noreferrer nofollow',
    ]);
  });

  it('gives a link for the user where the page is known, folded', async () => {
    const element = await addBeginning({...BEGINNING, pageUrl: 'https://shop.example/cart?x=1#top'});
    const link = get(element, 'hs-copy-text');
    expect(link.checkVisibility()).to.equal(false);
    link.closest('details')?.querySelector('summary')?.click();
    await drawn(element);
    const text = get<HTMLTextAreaElement>(link, 'textarea');
    expect([text.value, text.ariaLabel]).to.deep.equal([
      'https://shop.example/cart?x=1#helpshift-chat=c1',
      'Copy the link for the user',
    ]);
    for (const pageUrl of [null, 'javascript:alert(1)', 'https://bank.example@evil.example/']) {
      expect(findAll(await addBeginning({...BEGINNING, pageUrl}), 'hs-copy-text'), `${pageUrl}`).to.deep.equal([]);
    }
  });

  it('reads nothing as HTML, and shows characters that cannot be seen', async () => {
    const element = await addBeginning({
      tags: ['<img src=x>'],
      fields: [{key: '\u202euser', type: 'dropdown', value: '<b>x</b>'}],
    });
    expect(findAll(element, 'img, b')).to.deep.equal([]);
    expect(facts(element)).to.deep.equal([['[U+202E]user', '<b>x</b>']]);
  });
});
