# ruby user_auth_token.rb SECRET_KEY USER_ID [USER_EMAIL [compatible]]
require "openssl"

def user_auth_token(secret_key, user_id, user_email = nil)
  "v1." + hmac_base64(secret_key, "helpshift-chat.v1\n#{user_id}\n#{user_email}")
end

# Only for a site that moves here from Helpshift, until it makes the tokens above.
def compatible_user_auth_token(secret_key, user_id, user_email = nil)
  hmac_base64(secret_key, "#{user_id}#{user_email}")
end

def hmac_base64(secret_key, text)
  [OpenSSL::HMAC.digest("SHA256", secret_key, text)].pack("m0")
end

if $PROGRAM_NAME == __FILE__
  secret_key, user_id, user_email, form = ARGV
  make_token = form == "compatible" ? :compatible_user_auth_token : :user_auth_token
  puts send(make_token, secret_key, user_id, user_email)
end
