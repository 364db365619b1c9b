// dotnet run UserAuthToken.cs -- SECRET_KEY USER_ID USER_EMAIL
using System;
using System.Security.Cryptography;
using System.Text;

Console.WriteLine(UserAuthToken(args[0], args[1], args[2]));

static string UserAuthToken(string secretKey, string userId = "", string userEmail = "")
{
    byte[] digest = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secretKey), Encoding.UTF8.GetBytes(userId + userEmail));
    return Convert.ToBase64String(digest);
}
