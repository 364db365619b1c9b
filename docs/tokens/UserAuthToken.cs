// dotnet run UserAuthToken.cs -- SECRET_KEY USER_ID [USER_EMAIL [compatible]]
using System;
using System.Security.Cryptography;
using System.Text;

public static class Program
{
    // C# writes nothing in the place of a null.
    public static string UserAuthToken(string secretKey, string userId, string userEmail)
    {
        return "v1." + HmacBase64(secretKey, $"helpshift-chat.v1\n{userId}\n{userEmail}");
    }

    // Only for a site that moves here from Helpshift, until it makes the tokens above.
    public static string CompatibleUserAuthToken(string secretKey, string userId, string userEmail)
    {
        return HmacBase64(secretKey, $"{userId}{userEmail}");
    }

    static string HmacBase64(string secretKey, string text)
    {
        using (var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secretKey)))
        {
            return Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes(text)));
        }
    }

    public static void Main(string[] args)
    {
        Array.Resize(ref args, 4);
        bool isCompatible = args[3] == "compatible";
        Console.WriteLine(
            isCompatible ? CompatibleUserAuthToken(args[0], args[1], args[2]) : UserAuthToken(args[0], args[1], args[2]));
    }
}
