using System.Globalization;

namespace PromMultiplexer.Engine;

/// <summary>A time in whole milliseconds.</summary>
/// <param name="least">The shortest time that makes sense, in milliseconds.</param>
internal sealed class MillisecondsSyntax(int least) : FlagSyntax<TimeSpan>
{
    // What timers take: nearly 25 days.
    private const int Most = int.MaxValue;

    public override string Metavariable => "<ms>";

    public override FlagProblem? Read(string text, out TimeSpan value)
    {
        var problem = WholeNumber.Read(text, least, Most, $"give milliseconds, a number from {least} to {Most}", out var milliseconds);
        value = problem is null ? TimeSpan.FromMilliseconds(milliseconds) : default;
        return problem;
    }

    public override string Show(TimeSpan value) => ((long)value.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
