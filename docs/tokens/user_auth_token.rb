# ruby user_auth_token.rb SECRET_KEY USER_ID USER_EMAIL
require "openssl"

def user_auth_token(secret_key, user_id = "", user_email = "")
  [OpenSSL::HMAC.digest("SHA256", secret_key, user_id + user_email)].pack("m0")
end

puts user_auth_token(*ARGV) if $PROGRAM_NAME == __FILE__
