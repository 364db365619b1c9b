// node user-auth-token.mjs SECRET_KEY USER_ID [USER_EMAIL [compatible]]
import {createHmac} from 'node:crypto';

const hmac = (secretKey, text) => createHmac('sha256', secretKey).update(text, 'utf8').digest('base64');

export function userAuthToken(secretKey, userId, userEmail) {
  return 'v1.' + hmac(secretKey, `helpshift-chat.v1\n${userId ?? ''}\n${userEmail ?? ''}`);
}

/** Only for a site that moves here from Helpshift, until it makes the tokens above. */
export function compatibleUserAuthToken(secretKey, userId, userEmail) {
  return hmac(secretKey, `${userId ?? ''}${userEmail ?? ''}`);
}

const [, , secretKey, userId, userEmail, form] = process.argv;
const makeToken = form === 'compatible' ? compatibleUserAuthToken : userAuthToken;
console.log(makeToken(secretKey, userId, userEmail));
