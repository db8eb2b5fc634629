using System.Globalization;

namespace PromMultiplexer.Engine;

/// <summary>A TCP port: 1 to 65535.</summary>
internal sealed class PortSyntax : FlagSyntax<int>
{
    public override string Metavariable => "<port>";

    public override FlagProblem? Read(string text, out int value) => TryRead(text, out value)
        ? null
        : new(FlagProblemReason.ValueOutOfRange, text, $"is no port", $"give a number from 1 to 65535");

    public override string Show(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static bool TryRead(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;
}
