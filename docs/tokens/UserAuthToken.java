// java UserAuthToken.java SECRET_KEY USER_ID [USER_EMAIL [compatible]]
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class UserAuthToken {
  static String userAuthToken(String secretKey, String userId, String userEmail) throws GeneralSecurityException {
    return "v1." + hmacBase64(secretKey, "helpshift-chat.v1\n" + orEmpty(userId) + "\n" + orEmpty(userEmail));
  }

  /** Only for a site that moves here from Helpshift, until it makes the tokens above. */
  static String compatibleUserAuthToken(String secretKey, String userId, String userEmail)
      throws GeneralSecurityException {
    return hmacBase64(secretKey, orEmpty(userId) + orEmpty(userEmail));
  }

  /** Without this, Java would sign the text "null" for an identifier that is missing. */
  static String orEmpty(String identifier) {
    return identifier == null ? "" : identifier;
  }

  static String hmacBase64(String secretKey, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secretKey.getBytes(UTF_8), "HmacSHA256"));
    return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
  }

  public static void main(String[] arguments) throws GeneralSecurityException {
    String[] given = Arrays.copyOf(arguments, 4);
    boolean isCompatible = "compatible".equals(given[3]);
    System.out.println(
        isCompatible
            ? compatibleUserAuthToken(given[0], given[1], given[2])
            : userAuthToken(given[0], given[1], given[2]));
  }
}
