// go run user_auth_token.go SECRET_KEY USER_ID [USER_EMAIL [compatible]]
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
)

// An identifier that the page does not pass is "".
func userAuthToken(secretKey, userID, userEmail string) string {
	return "v1." + hmacBase64(secretKey, "helpshift-chat.v1\n"+userID+"\n"+userEmail)
}

// Only for a site that moves here from Helpshift, until it makes the tokens above.
func compatibleUserAuthToken(secretKey, userID, userEmail string) string {
	return hmacBase64(secretKey, userID+userEmail)
}

func hmacBase64(secretKey, text string) string {
	mac := hmac.New(sha256.New, []byte(secretKey))
	mac.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func main() {
	var given [4]string
	copy(given[:], os.Args[1:])
	makeToken := userAuthToken
	if given[3] == "compatible" {
		makeToken = compatibleUserAuthToken
	}
	fmt.Println(makeToken(given[0], given[1], given[2]))
}
