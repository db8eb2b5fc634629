using System.Text;

namespace PromMultiplexer.Engine;

/// <summary>The path of a socket in the file system.</summary>
internal sealed class SocketPathSyntax : FlagSyntax<string>
{
    // What an address has room for, on Linux; a few bytes less elsewhere.
    private const int MostBytes = 107;

    public override string Metavariable => "<path>";

    public override FlagProblem? Read(string text, out string value)
    {
        value = text;
        return !text.StartsWith('/') || text.Contains(':') || text.Any(char.IsControl) || Encoding.UTF8.GetByteCount(text) > MostBytes
            ? new(FlagProblemReason.InvalidValue, text, $"is no socket's path", $"give one that begins with /, has no colon and at most {MostBytes} bytes")
            : null;
    }

    public override string Show(string value) => value;
}
