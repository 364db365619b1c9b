import {expect} from '@open-wc/testing';
import {
  appAttributes,
  conversationsOf,
  createApp,
  FORGED_TOKEN,
  type TestApp,
  verifiedUser,
} from '../../support/apps.js';
import {
  addChat,
  isLauncherShown,
  openChat,
  recordEvents,
  sendMessage,
  setAttributes,
  shownLauncher,
  until,
} from '../../support/chat.js';
import {isClaim, useNetwork} from '../../support/network.js';
import {uniqueUserId} from '../../support/service.js';
import {useWarnings} from '../../support/watch.js';

// Test names in quotation marks are sentences of the specification, "User Identification & Management".

describe('who the user is when the page passes what no user has:', () => {
  const network = useNetwork();
  const warnings = useWarnings();
  let app: TestApp;

  before(async () => {
    app = await createApp();
  });

  /** The claims that the service got, oldest first. */
  const claims = (): readonly Readonly<Record<string, unknown>>[] =>
    network.requests.filter(isClaim).map(({body}) => body);

  describe('identifiers that break a rule', () => {
    async function expectAnonymous(fields: Readonly<Record<string, unknown>>, ...reasons: string[]): Promise<void> {
      const chat = addChat(appAttributes(app));
      const errors = recordEvents('webchatruntimeerror', chat);
      Object.assign(chat, fields, {userAuthToken: FORGED_TOKEN});
      await until(() => errors.details.length === reasons.length, "the page's developer is told");
      await shownLauncher(chat);
      expect(chat.identityState).to.equal('anonymous');
      expect(errors.details.map(({error}) => error)).to.deep.equal(reasons.map(() => 'IDENTITY_INVALID'));
      expect(errors.details.map(({reason}) => reason)).to.have.members([...reasons]);
      for (const reason of reasons) expect(warnings.some((warning) => warning.includes(reason))).to.be.true;
    }

    it('"All the parameter values should be of type string. Integer and decimal values are invalid."', async () => {
      await expectAnonymous({userId: 42}, 'USER_ID_NOT_A_STRING');
      await expectAnonymous({userId: 4.2}, 'USER_ID_NOT_A_STRING');
      await expectAnonymous({userEmail: {}}, 'USER_EMAIL_NOT_A_STRING');
    });

    it('"userId values with leading/trailing spaces will result in the creation of an anonymous user"', () =>
      expectAnonymous({userId: 'linka '}, 'USER_ID_HAS_OUTER_WHITE_SPACE'));

    it('"The max length is 750 characters. Values longer than this will result in the creation of an anonymous user."', () =>
      expectAnonymous({userId: 'x'.repeat(751)}, 'USER_ID_TOO_LONG'));

    it('a user id of 751 characters of four bytes makes an anonymous user', () =>
      expectAnonymous({userId: '\u{1F642}'.repeat(751)}, 'USER_ID_TOO_LONG'));

    for (const [what, lineBreak] of Object.entries({'a line feed': '\n', 'the line break of Windows': '\r\n'})) {
      it(`${what} in an identifier makes an anonymous user, as a property and as an attribute`, async () => {
        const [userId, userEmail] = [`linka${lineBreak}kwame`, `linka${lineBreak}@example.com`];
        await expectAnonymous({userId}, 'USER_ID_HAS_CONTROL_CHARACTER');
        await expectAnonymous({userEmail}, 'USER_EMAIL_INVALID');
        await expectAnonymous(
          {userId: 'linka', userEmail: `linka@example.com${lineBreak}`},
          'USER_EMAIL_HAS_OUTER_WHITE_SPACE',
        );
        const chat = addChat({...appAttributes(app), 'user-id': userId, 'user-auth-token': FORGED_TOKEN});
        const errors = recordEvents('webchatruntimeerror', chat);
        await until(() => errors.details.length === 1, "the page's developer is told");
        expect(errors.details).to.deep.equal([{error: 'IDENTITY_INVALID', reason: 'USER_ID_HAS_CONTROL_CHARACTER'}]);
        await openChat(chat);
        expect(claims().every((claim) => !('userId' in claim) && !('userEmail' in claim))).to.be.true;
      });
    }

    it('"Invalid emails will result in the creation of an anonymous user."', () =>
      expectAnonymous({userId: 'linka', userEmail: 'linka at example'}, 'USER_EMAIL_INVALID'));

    it('"Emails with leading/trailing spaces will result in the creation of an anonymous user.": and two reasons', () =>
      expectAnonymous(
        {userId: true, userEmail: ' linka@example.com'},
        'USER_ID_NOT_A_STRING',
        'USER_EMAIL_HAS_OUTER_WHITE_SPACE',
      ));

    it('"Anonymous users … are always able to file issues": also one of broken identifiers', async () => {
      const own = await createApp();
      const chat = addChat(appAttributes(own));
      Object.assign(chat, {userId: 42});
      await openChat(chat);
      await sendMessage(chat, 'who am I?');
      expect((await conversationsOf(own)).map(({user}) => user.kind)).to.deep.equal(['anonymous']);
    });

    it('are reported again when the page corrects them and breaks them again', async () => {
      const chat = addChat({...appAttributes(app), 'user-id': ' '});
      const errors = recordEvents('webchatruntimeerror', chat);
      await until(() => errors.details.length === 1, 'the white space is reported');
      setAttributes(chat, await verifiedUser(app));
      await until(() => chat.identityState === 'verified', 'the user is verified');
      chat.userId = ' ';
      await until(() => errors.details.length === 2, 'the white space is reported again');
    });

    it('are reported when the page sets them for an anonymous user, each once', async () => {
      const chat = addChat(appAttributes(app));
      const errors = recordEvents('webchatruntimeerror', chat);
      await shownLauncher(chat);
      chat.userEmail = 'nobody';
      await until(() => errors.details.length === 1, 'the address is reported');
      Object.assign(chat, {userId: 42, userEmail: undefined});
      await until(() => errors.details.length === 2, 'the number is reported');
      chat.position = 'top-left';
      await chat.updateComplete;
      expect(errors.details.map(({reason}) => reason)).to.deep.equal(['USER_EMAIL_INVALID', 'USER_ID_NOT_A_STRING']);
      expect(chat.identityState).to.equal('anonymous');
    });

    it('"Do not provide an email address as the userId.": one that does is accepted, with a word of doubt', async () => {
      const userId = `${uniqueUserId()}@example.com`;
      const chat = addChat({...appAttributes(app), ...(await verifiedUser(app, {userId}))});
      const errors = recordEvents('webchatruntimeerror', chat);
      await shownLauncher(chat);
      expect(chat.identityState).to.equal('verified');
      expect(errors.details).to.deep.equal([{error: 'IDENTITY_INVALID', reason: 'USER_ID_LOOKS_LIKE_EMAIL'}]);
    });
  });

  describe('a token that is no token', () => {
    const noTexts: Record<string, (token: string) => unknown> = {
      'an array with the right token': (token) => [token],
      'an object that reads as the right token': (token) => ({toString: () => token, length: token.length}),
      'a number': () => 7,
    };
    for (const [what, from] of Object.entries(noTexts)) {
      it(`is ${what}: it counts as missing, and is not sent`, async () => {
        const {'user-id': userId = '', 'user-auth-token': token = ''} = await verifiedUser(app);
        const chat = addChat(appAttributes(app));
        const failures = recordEvents('userauthfailure', chat);
        Object.assign(chat, {userId, userAuthToken: from(token)});
        await until(() => failures.details.length > 0, 'the claim is refused');
        expect(failures.details).to.deep.equal([{message: 'missing user auth token'}]);
        expect(claims()[0]).to.not.have.property('userAuthToken');
        expect(isLauncherShown(chat)).to.be.false;
      });
    }

    it('is far too long: the user is not let in, and nothing of it reaches the console', async () => {
      // The service does not read the longer one to its end.
      for (const length of [60_000, 100_000]) {
        const chat = addChat(appAttributes(app));
        const failures = recordEvents('userauthfailure', chat);
        const errors = recordEvents('webchatruntimeerror', chat);
        Object.assign(chat, {userId: uniqueUserId(), userAuthToken: 'secretish'.repeat(length / 9)});
        await until(() => failures.details.length + errors.details.length > 0, 'the claim is refused');
        expect(failures.details).to.deep.equal([{message: 'invalid user auth token'}]);
        expect(errors.details).to.deep.equal([]);
        expect(chat.identityState).to.equal('unverified');
        expect(isLauncherShown(chat)).to.be.false;
        expect(warnings.join()).to.not.include('secretish');
        chat.remove();
      }
    });
  });
});
