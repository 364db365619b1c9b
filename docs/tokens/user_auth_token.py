# python3 user_auth_token.py SECRET_KEY USER_ID USER_EMAIL
import base64
import hashlib
import hmac
import sys


def user_auth_token(secret_key: str, user_id: str = "", user_email: str = "") -> str:
    message = (user_id + user_email).encode("utf-8")
    digest = hmac.new(secret_key.encode("utf-8"), message, hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


if __name__ == "__main__":
    print(user_auth_token(*sys.argv[1:]))
