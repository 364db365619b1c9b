<?php
// php user_auth_token.php SECRET_KEY USER_ID [USER_EMAIL [compatible]]

// Double quotes: in single quotes PHP would sign a backslash and an n.
function user_auth_token(string $secretKey, ?string $userId, ?string $userEmail = null): string
{
    return 'v1.' . hmac_base64($secretKey, "helpshift-chat.v1\n$userId\n$userEmail");
}

// Only for a site that moves here from Helpshift, until it makes the tokens above.
function compatible_user_auth_token(string $secretKey, ?string $userId, ?string $userEmail = null): string
{
    return hmac_base64($secretKey, "$userId$userEmail");
}

function hmac_base64(string $secretKey, string $text): string
{
    // The last argument asks for bytes; without it PHP writes hexadecimal.
    return base64_encode(hash_hmac('sha256', $text, $secretKey, true));
}

[, $secretKey, $userId, $userEmail, $form] = array_pad($argv, 5, null);
$makeToken = $form === 'compatible' ? 'compatible_user_auth_token' : 'user_auth_token';
echo $makeToken($secretKey, $userId, $userEmail), "\n";
