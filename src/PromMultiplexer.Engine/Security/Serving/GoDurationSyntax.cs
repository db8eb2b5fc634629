using System.Globalization;

namespace PromMultiplexer.Engine;

/// <summary>A time as Go spells it: <c>1s</c>, <c>1m30s</c>, <c>1.5ms</c>, <c>0</c>.</summary>
internal sealed class GoDurationSyntax : FlagSyntax<TimeSpan>
{
    private static readonly (string Name, double Seconds)[] Units =
        [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)];

    public override string Metavariable => "<duration>";

    public override FlagProblem? Read(string text, out TimeSpan value)
    {
        var seconds = 0.0;
        var rest = text.AsSpan();
        while (!rest.IsEmpty && text != "0")
        {
            var end = rest.IndexOfAnyExcept("0123456789.");
            var number = end > 0 ? rest[..end] : default;
            rest = end > 0 ? rest[end..] : default;
            var unitEnd = rest.IndexOfAnyInRange('0', '9');
            var unit = (unitEnd < 0 ? rest : rest[..unitEnd]).ToString();
            var known = Array.Find(Units, candidate => candidate.Name == unit);
            if (known.Name is null || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
            {
                value = default;
                return Problem(text);
            }

            seconds += count * known.Seconds;
            rest = rest[unit.Length..];
        }

        value = TimeSpan.FromTicks((long)Math.Round(Math.Min(seconds, TimeSpan.FromDays(365).TotalSeconds) * TimeSpan.TicksPerSecond));
        return text.Length > 0 ? null : Problem(text);
    }

    public override string Show(TimeSpan value) => string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds}s");

    private static FlagProblem Problem(string text) =>
        new(FlagProblemReason.InvalidValue, text, $"is no duration", $"give a number and a unit, such as 100ms or 1m30s");
}
