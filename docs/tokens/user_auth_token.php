<?php
// php user_auth_token.php SECRET_KEY USER_ID USER_EMAIL

function user_auth_token(string $secretKey, string $userId = '', string $userEmail = ''): string
{
    // The last argument asks for bytes; without it PHP writes hexadecimal.
    return base64_encode(hash_hmac('sha256', $userId . $userEmail, $secretKey, true));
}

echo user_auth_token(...array_slice($argv, 1)), "\n";
