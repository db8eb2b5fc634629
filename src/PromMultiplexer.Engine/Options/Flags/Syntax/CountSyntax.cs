using System.Globalization;

namespace PromMultiplexer.Engine;

/// <summary>A whole number of something.</summary>
/// <param name="least">The least that makes sense.</param>
/// <param name="most">The most.</param>
internal sealed class CountSyntax(int least, int most = int.MaxValue) : FlagSyntax<int>
{
    public override string Metavariable => "<n>";

    public override FlagProblem? Read(string text, out int value)
    {
        var problem = WholeNumber.Read(text, least, most, $"give a number from {least} to {most}", out var number);
        value = problem is null ? (int)number : 0;
        return problem;
    }

    public override string Show(int value) => value.ToString(CultureInfo.InvariantCulture);
}
