# python3 user_auth_token.py SECRET_KEY USER_ID [USER_EMAIL [compatible]]
import base64
import hashlib
import hmac
import sys


def user_auth_token(secret_key, user_id, user_email=None):
    text = "helpshift-chat.v1\n" + (user_id or "") + "\n" + (user_email or "")
    return "v1." + hmac_base64(secret_key, text)


def compatible_user_auth_token(secret_key, user_id, user_email=None):
    """Only for a site that moves here from Helpshift, until it makes the tokens above."""
    return hmac_base64(secret_key, (user_id or "") + (user_email or ""))


def hmac_base64(secret_key, text):
    digest = hmac.new(secret_key.encode("utf-8"), text.encode("utf-8"), hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


if __name__ == "__main__":
    secret_key, user_id, user_email, form, *_ = sys.argv[1:] + [None] * 4
    make_token = compatible_user_auth_token if form == "compatible" else user_auth_token
    print(make_token(secret_key, user_id, user_email))
