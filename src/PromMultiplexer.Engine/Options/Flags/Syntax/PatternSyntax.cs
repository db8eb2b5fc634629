using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>A regular expression as Prometheus takes it. Each value is one: any character may be part of it.</summary>
internal sealed class PatternSyntax : FlagSyntax<IReadOnlyList<Re2Pattern>>
{
    public override string Metavariable => "<regex>";

    public override FlagProblem? Read(string text, out IReadOnlyList<Re2Pattern> value)
    {
        value = [];
        if (text.Length == 0)
        {
            // Helm templates write flags without a value.
            return null;
        }

        if (!Re2Pattern.TryParse(text, out var pattern, out var error))
        {
            return new(FlagProblemReason.InvalidValue, text, $"{error}", $"write it in RE2's syntax, for the whole name: go_.*|process_.*");
        }

        value = [pattern];
        return null;
    }

    public override string Show(IReadOnlyList<Re2Pattern> value) => string.Join(',', value);
}
