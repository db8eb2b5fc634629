namespace PromMultiplexer.Engine;

/// <summary>A host: a name or an IP address. <c>localhost</c> is this Pod.</summary>
internal sealed class HostSyntax : FlagSyntax<string?>
{
    public override string Metavariable => "<host>";

    public override FlagProblem? Read(string text, out string? value)
    {
        value = text.Equals(LoopbackConnector.Host, StringComparison.OrdinalIgnoreCase) ? null : text;
        return Uri.CheckHostName(text) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6 && !text.StartsWith('[')
            ? null
            : new(FlagProblemReason.InvalidValue, text, $"is no host", $"give a name or an IP address, without scheme, port and brackets");
    }

    public override string Show(string? value) => value ?? LoopbackConnector.Host;
}
