using System.Buffers;
using System.Globalization;
using BCrypt.Net;

namespace PromMultiplexer.Engine;

/// <summary>Bcrypt hashes: <c>$2y$10$</c>, the cost as a power of two, then 22 letters of salt and 31 of hash.</summary>
internal static class BcryptHash
{
    private const int Length = 60;
    private const int LeastCost = 4;
    private const int MostCost = 31;

    // What no password has: whoever is not known is checked against it.
    private const string DecoyRest = "QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi";

    private static readonly SearchValues<char> Letters = SearchValues.Create("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>Whether it is a hash.</summary>
    public static bool IsOne(string text) =>
        text.Length == Length && text is ['$', '2', 'a' or 'b' or 'y', '$', _, _, '$', ..] && CostOf(text) is >= LeastCost and <= MostCost
        && !text.AsSpan(7).ContainsAnyExcept(Letters);

    /// <summary>How many times two the work is.</summary>
    public static int CostOf(string hash) => int.TryParse(hash.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var cost) ? cost : 0;

    /// <summary>A hash that takes as much work as one of that cost, and that nobody's password is.</summary>
    public static string Decoy(int cost) => string.Create(CultureInfo.InvariantCulture, $"$2y${cost:00}${DecoyRest}");

    /// <summary>Whether the hash is that of the password. Takes its time.</summary>
    public static bool Matches(string hash, string password)
    {
        try
        {
            return BCrypt.Net.BCrypt.Verify(password, hash);
        }
        catch (Exception refused) when (refused is ArgumentException or SaltParseException or BcryptAuthenticationException)
        {
            return false;
        }
    }
}
