/**
 * Who can visit the shop, and what the specification says will happen.
 *
 * @typedef {object} Visitor
 * @property {import('./log-in.js').User} [user] - Absent for an anonymous user.
 * @property {import('./log-in.js').TokenKind} token
 * @property {string} expectation
 */

const CAPTAIN_PLANET = {userId: 'captain_planet', userEmail: 'captain@example.com', userName: 'Captain Planet'};
const PIANO_MAN = {userId: 'piano_man', userName: 'Piano Man'};

/** @type {Visitor} */
export const ANONYMOUS = {
  token: 'none',
  expectation: 'An anonymous user: the launcher is there at once, and only this browser sees the conversation.',
};

/** @type {Readonly<Record<string, Visitor>>} */
export const VISITORS = {
  anonymous: ANONYMOUS,
  'captain-planet': {
    user: CAPTAIN_PLANET,
    token: 'from-server',
    expectation: 'The shop’s server makes a token. The launcher comes once the service has accepted it.',
  },
  'piano-man': {
    user: PIANO_MAN,
    token: 'from-server',
    expectation: 'Another user, with another conversation. Nothing of the one before is left.',
  },
  'without-token': {
    user: CAPTAIN_PLANET,
    token: 'none',
    expectation: 'Refused: “missing user auth token”. No launcher; open() shows the error.',
  },
  'forged-token': {
    user: CAPTAIN_PLANET,
    token: 'forged',
    expectation: 'Refused: “invalid user auth token”. No launcher; open() shows the error.',
  },
};
