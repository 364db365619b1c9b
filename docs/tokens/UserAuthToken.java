// java UserAuthToken.java SECRET_KEY USER_ID USER_EMAIL
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class UserAuthToken {
  static String userAuthToken(String secretKey, String userId, String userEmail) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secretKey.getBytes(UTF_8), "HmacSHA256"));
    return Base64.getEncoder().encodeToString(mac.doFinal((userId + userEmail).getBytes(UTF_8)));
  }

  public static void main(String[] arguments) throws GeneralSecurityException {
    System.out.println(userAuthToken(arguments[0], arguments[1], arguments[2]));
  }
}
