import {ORIGIN_PROBLEM_TEXTS} from '../../contract/app-origin.js';
import {MISTAKE_TEXTS} from '../../contract/diagnosis-texts.js';
import {ISSUE_TEXTS} from '../../contract/issue-texts.js';
import {auditEn} from './audit-en.js';
import type {SettingsStrings} from './settings-strings.js';

export const settingsEn: SettingsStrings = {
  title: 'Settings',
  introduction: 'Changes apply from the next page view.',
  administratorsOnly: 'Only administrators see the settings',
  administratorsOnlyAdvice: 'Ask the person who runs this service.',
  loading: 'Loading the settings…',
  loadingFailed: 'The settings could not be loaded.',
  noApps: 'There is no app yet',
  noAppsAdvice: 'Create one on the service’s computer: helpshift-chat app create DOMAIN/PLATFORM_ID',

  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'It could not be copied. It is selected: copy it with the keyboard.',

  tag: 'The tag for your pages',
  tagAdvice: 'Paste it into the body of each page that should have the chat.',

  form: 'How the chat behaves',
  groups: {
    look: {label: 'Look'},
    identityBot: {
      label: 'Identity Bot',
      advice: 'Before a conversation begins it asks for what the page has not given. Answers are not verified.',
    },
    conversations: {label: 'Conversations'},
    identity: {label: 'Identity'},
    pages: {label: 'Pages'},
  },
  fields: {
    enabled: {label: 'Show the chat', advice: 'Off: your pages show no chat. Conversations stay, and agents see them.'},
    title: {
      label: 'Title',
      advice: 'The heading of the chat. Leave it empty for one in the language of the page.',
      refused: 'This title cannot be used: at most 100 characters, in one line.',
    },
    accent: {
      label: 'Colour',
      advice:
        'The main colour of the chat, as #3450d4, where the page sets none. Leave it empty for the default. The chat keeps its text readable on it.',
      refused: 'This is no colour: write it as #3450d4, with six digits or letters from a to f.',
    },
    greeting: {
      label: 'Greeting',
      advice: 'The first line of an empty chat. Leave it empty for one in the language of the page.',
      refused: 'This greeting cannot be used: at most 1,000 characters of text.',
    },
    askName: {label: 'Ask for a name'},
    askEmail: {label: 'Ask for an e-mail address'},
    askResolution: {
      label: 'Ask whether the question is solved',
      advice:
        'When an agent resolves a conversation, the user says whether that is the end, or opens it again. Off: a resolved conversation ends at once.',
    },
    askRating: {
      label: 'Ask for a rating',
      advice: 'After a resolved conversation has ended, the user can give one to five stars and a few words.',
    },
    attachments: {
      label: 'Attachments',
      advice: 'Users and agents can send files. Never in a session with full privacy.',
    },
    largestAttachment: {
      label: 'Largest file (MB)',
      advice: 'A larger file is refused before it is uploaded.',
      refused: 'Enter a whole number of megabytes from 1 to 500.',
    },
    attachmentTypes: {
      label: 'Files that can be sent',
      advice: 'The content of a file decides, not the ending of its name.',
      choices: {
        pictures: {label: 'Pictures', advice: 'JPEG, PNG, WebP, GIF and AVIF.'},
        documents: {label: 'Pictures and documents', advice: 'Also PDF, office documents and plain text.'},
        any: {
          label: 'All files',
          advice:
            'Also archives, programs and web pages. Your agents download them: choose this only if they know the risk.',
        },
      },
    },
    keepOpen: {
      label: 'Keep the window open from page to page',
      advice:
        'A chat window that is open when the user goes to another page of the site is open there, too. Not on small screens, where it would hide the page.',
    },
    preview: {
      label: 'Show new messages beside the launcher',
      advice:
        'While the chat window is closed, a new message of an agent is shown beside the button that opens the chat: who wrote it, and how it begins. Everybody who sees the screen can read it.',
    },
    keepEndedConversations: {
      label: 'Keep ended conversations (days)',
      advice:
        'How many days a conversation is kept after its newest entry, unless it is open. Then it is removed with its notes, and nobody can read it any more. 0 keeps it for ever.',
      refused: 'Enter a whole number of days from 0 to 3650.',
    },
    keepAnonymousUsers: {
      label: 'Keep anonymous users (days)',
      advice:
        'How many days an anonymous user is kept with all their conversations, unless one is open or has a newer entry. They are always kept for the week in which they can come back. 0 keeps them for ever.',
      refused: 'Enter a whole number of days from 0 to 3650.',
    },
    tags: {
      label: 'Tags',
      advice:
        'The tags that your pages may put on a conversation, one on each line, as vip. Capital letters matter. Agents see them. Others are ignored.',
      refused: 'These tags cannot be used: at most 300, each of at most 100 characters.',
    },
    verification: {
      label: 'Verify the identity of users',
      advice: 'Logged-in users need a token that your server has made. Anonymous users never do.',
    },
    compatibleTokens: {
      label: 'Tokens of Helpshift’s form',
      advice:
        'Tokens of the strict form, which begin with “v1.”, are always accepted. Helpshift’s form, also called the compatible form, joins the user ID and the address without a separator, so one token can fit several users.',
      choices: {
        none: {
          label: 'None',
          advice: 'Only the strict form is accepted. Choose this as soon as your server makes the strict form.',
        },
        cautious: {
          label: 'Cautious',
          advice:
            'For a site that moves here from Helpshift. A token of Helpshift’s form is accepted while no other user can be meant. A token for an address alone is refused.',
        },
        all: {
          label: 'All',
          advice:
            'Any token of Helpshift’s form is accepted. A person who gets your site to sign an identifier that they chose may read another user’s conversation. This is only safe where your site signs addresses alone and never a user ID.',
        },
      },
    },
    origins: {
      label: 'Origins',
      advice:
        'Where your pages are, one on each line, as https://www.example.com; or * for every page. Empty: only pages of this service.',
      refused: 'These origins cannot be used: at most 100.',
    },
  },
  refused: 'This value cannot be used.',
  newer:
    'The service has a newer setting here that this page does not know. It stays as it is until you choose another one. Reload the page to see it.',
  chooseColour: 'Choose a colour',
  verificationIsOff: 'The service believes every page: anyone can read and write as any of your users.',
  compatibleTokensWarnings: {
    cautious:
      'This accepts more tokens than now. One token of Helpshift’s form can fit several users, and the service cannot see every such case. Save it only while your server makes Helpshift’s form.',
    all: 'This accepts every token of Helpshift’s form. If your site has ever signed a user ID, one user may read another user’s conversation. Save it only if your site signs addresses alone.',
  },
  beforeSaving: 'Before you save:',
  originProblems: ORIGIN_PROBLEM_TEXTS,
  save: 'Save',
  saving: 'Saving…',
  saved: 'Saved',
  unsaved: 'Not saved yet',
  notSaved: 'It could not be saved. Check your connection and try again.',
  discard: 'Discard changes',

  audit: auditEn,

  keys: 'Secret keys',
  keysAdvice: 'Your server makes user auth tokens with one of them. They belong on your server and never on a page.',
  noKeys: 'There is no secret key.',
  noKeysWhileVerifying: 'Nobody can be verified without a secret key: logged-in users cannot use the chat. Create one.',
  keyName: 'Key {secret}',
  keyCreatedAt: 'Created on {time}',
  createKey: 'Create a key',
  creatingKey: 'Creating…',
  keyNotCreated: 'The key could not be created. Try again.',
  keyNotDeleted: 'The key could not be deleted. It still works. Try again.',
  newSecret: 'The new secret',
  newSecretAdvice: 'Copy it to your server now. It is not shown again.',
  secretIsKept: 'I have copied it',
  deleteKey: 'Delete',
  deleteKeyNamed: 'Delete the key {secret}',
  deletingKey: 'Deleting…',
  confirmDeletion: 'Delete the key {secret}?',
  deletionStops: [
    'Tokens made with it are refused at once.',
    'Users who were verified with it lose their chat at once, also where it is open, until your server makes tokens with another key.',
    'It cannot be undone.',
  ],
  deletionOfLastKey: 'It is the last key: no logged-in user can use the chat until you create another one.',
  deletionOfUnused: 'Verification is off, so no user needs a token at the moment.',
  cancel: 'Cancel',

  test: 'Test your identity verification',
  testAdvice: 'Fill in exactly what your page passes to the element. Nothing of it is stored.',
  userId: 'User ID',
  userEmail: 'E-mail',
  userName: 'Name (optional)',
  userNameAdvice: 'A token does not cover the name. The test finds out whether your server has signed it as well.',
  fullPrivacy: 'Full privacy',
  fullPrivacyAdvice: 'The page sets full-privacy: the token is made from the user ID alone.',
  token: 'User auth token',
  runTest: 'Test',
  testing: 'Testing…',
  testFailed: 'The test could not be made. Check your connection and try again.',
  valid: 'Valid',
  validForm: {
    strict: 'This user would be verified. The token has the strict form.',
    compatible: 'This user would be verified. The token has the compatible form.',
    unknown: 'This user would be verified. The token has a new form.',
  },
  validFormAndKey: {
    strict: 'This user would be verified. The token has the strict form and was made with the key {secret}.',
    compatible: 'This user would be verified. The token has the compatible form and was made with the key {secret}.',
    unknown: 'This user would be verified. The token has a new form and was made with the key {secret}.',
  },
  notValid: {one: 'Not valid: there is a mistake', other: 'Not valid: there are {count} mistakes'},
  note: 'Note:',
  testWhileOff: 'Verification is off for this app: it believes the page, and does not look at tokens.',
  mistakes: {
    ...MISTAKE_TEXTS,
    unknown: {
      problem: 'The service has found a mistake that this page does not know yet.',
      remedy: 'The service has been updated. Reload the page and test again.',
    },
  },
  issues: ISSUE_TEXTS,
};
