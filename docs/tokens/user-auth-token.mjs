// node user-auth-token.mjs SECRET_KEY USER_ID USER_EMAIL
import {createHmac} from 'node:crypto';

export function userAuthToken(secretKey, userId = '', userEmail = '') {
  return createHmac('sha256', secretKey)
    .update(userId + userEmail)
    .digest('base64');
}

const [, , secretKey, userId, userEmail] = process.argv;
console.log(userAuthToken(secretKey, userId, userEmail));
