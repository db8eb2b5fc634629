using System.Security.Cryptography;
using System.Text;

namespace PromMultiplexer.Engine;

/// <summary>
/// Checks names and passwords. A bcrypt hash is made to take long, so what was found out is remembered, only one is worked on at a
/// time, and few may wait: a flood of guesses costs no more than that, and does not concern whoever has been let in before. Somebody
/// unknown takes as long as whoever's hash takes longest. Safe for concurrent use.
/// </summary>
internal sealed class PasswordCheck
{
    private const int MostWaiting = 16;
    private const int MostRemembered = 100;

    // What is remembered is of no use to whoever gets to see our memory.
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();

    // Apart, so that wrong guesses cannot drive out the right ones.
    private readonly Memory _right = new(MostRemembered);
    private readonly Memory _wrong = new(MostRemembered);
    private int _waiting;

    /// <summary>Checks a name and a password.</summary>
    /// <param name="users">The users and their hashes.</param>
    /// <param name="name">The name.</param>
    /// <param name="password">The password.</param>
    /// <param name="aborted">Cancelled when nobody wants to know any more.</param>
    /// <returns>Whether they are right; <see langword="null"/> if too many others are waiting.</returns>
    public async ValueTask<bool?> CheckAsync(IReadOnlyDictionary<string, string> users, string name, string password, CancellationToken aborted)
    {
        var isKnown = users.TryGetValue(name, out var hash);
        hash ??= BcryptHash.Decoy(users.Values.Max(BcryptHash.CostOf));
        var pair = Digest(name, hash, password);
        if (Remembered(pair) is { } known)
        {
            return known;
        }

        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            await _turn.WaitAsync(aborted).ConfigureAwait(false);
            try
            {
                // Somebody with the same may have been before.
                return Remembered(pair) ?? Remember(pair, await Task.Run(() => BcryptHash.Matches(hash, password), CancellationToken.None).ConfigureAwait(false) && isKnown);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private string Digest(string name, string hash, string password)
    {
        // No name has a colon, and no hash.
        return Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{name}:{hash}:{password}")));
    }

    private bool? Remembered(string pair)
    {
        lock (_gate)
        {
            return _right.Has(pair) ? true : _wrong.Has(pair) ? false : null;
        }
    }

    private bool Remember(string pair, bool isRight)
    {
        lock (_gate)
        {
            (isRight ? _right : _wrong).Add(pair);
        }

        return isRight;
    }

    // The latest of what there was.
    private sealed class Memory(int most)
    {
        private readonly HashSet<string> _all = [];
        private readonly Queue<string> _order = [];

        public bool Has(string pair) => _all.Contains(pair);

        public void Add(string pair)
        {
            if (_all.Add(pair))
            {
                _order.Enqueue(pair);
                if (_order.Count > most)
                {
                    _all.Remove(_order.Dequeue());
                }
            }
        }
    }
}
