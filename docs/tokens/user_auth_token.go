// go run user_auth_token.go SECRET_KEY USER_ID USER_EMAIL
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
)

func userAuthToken(secretKey, userID, userEmail string) string {
	mac := hmac.New(sha256.New, []byte(secretKey))
	mac.Write([]byte(userID + userEmail))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func main() {
	fmt.Println(userAuthToken(os.Args[1], os.Args[2], os.Args[3]))
}
