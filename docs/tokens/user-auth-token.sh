#!/bin/sh
# sh user-auth-token.sh SECRET_KEY USER_ID USER_EMAIL
# For a try at the keyboard: other programs of this computer can read the arguments of a running one.
printf '%s' "$2$3" | openssl dgst -sha256 -hmac "$1" -binary | base64
