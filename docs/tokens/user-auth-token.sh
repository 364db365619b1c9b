#!/bin/sh
# sh user-auth-token.sh SECRET_KEY USER_ID [USER_EMAIL [compatible]]
# For a try at the keyboard: other programs of this computer can read the arguments of a running one.
set -eu

hmac_base64() {
  openssl dgst -sha256 -hmac "$1" -binary | base64
}

user_auth_token() {
  printf 'v1.'
  printf 'helpshift-chat.v1\n%s\n%s' "$2" "$3" | hmac_base64 "$1"
}

# Only for a site that moves here from Helpshift, until it makes the tokens above.
compatible_user_auth_token() {
  printf '%s%s' "$2" "$3" | hmac_base64 "$1"
}

if [ "${4:-}" = compatible ]; then
  compatible_user_auth_token "$1" "$2" "$3"
else
  user_auth_token "$1" "$2" "${3:-}"
fi
