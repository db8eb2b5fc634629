using System.Text;

namespace PromMultiplexer.Engine;

/// <summary>Writes the help from the definitions of the flags, for a terminal 80 columns wide.</summary>
internal static class HelpText
{
    private const int Width = 80;
    private const int Indent = 10;

    public static string Write(MultiplexerOptions defaults)
    {
        var text = new StringBuilder();
        text.Append("Scrapes all containers of a Pod and serves their metrics as one page.\n\n");
        text.Append($"Usage: {CommandLine.ProgramName} -m <container>:<port> [-m ...] [flags]\n");
        foreach (var group in Flags.All.GroupBy(flag => flag.Group).OrderBy(group => group.Key))
        {
            text.Append('\n').Append(group.Key).Append(":\n");
            foreach (var flag in group)
            {
                AppendFlag(text, flag, defaults);
            }
        }

        text.Append('\n').Append(
            $"""
            A value is joined with = or follows: --export_to=9090, -e 9090, -e9090.
            Of a flag given twice the last one counts, unless it is repeatable.

            Example:
              {CommandLine.ProgramName} --export_to=9090 \
                --container_to_port_map=web:8080 \
                --container_to_port_map='vault:8200/v1/sys/metrics?format=prometheus'

            """);
        return text.ToString();
    }

    private static void AppendFlag(StringBuilder text, Flag flag, MultiplexerOptions defaults)
    {
        text.Append(flag.ShortName is { } shortName ? $"  -{shortName}, " : "      ").Append(flag);
        text.Append(flag.IsSwitch ? $"[={flag.Metavariable}]" : flag.Metavariable is null ? "" : $"={flag.Metavariable}").Append('\n');
        AppendWrapped(text, flag.Meaning + Remark(flag, defaults));
    }

    private static string Remark(Flag flag, MultiplexerOptions defaults) =>
        flag.IsRequired ? " (required)" : flag.ValueIn(defaults) is { Length: > 0 } value ? $" (default: {value})" : "";

    private static void AppendWrapped(StringBuilder text, string words)
    {
        var column = 0;
        foreach (var word in words.Split(' '))
        {
            if (column > 0 && column + 1 + word.Length > Width)
            {
                text.Append('\n');
                column = 0;
            }

            text.Append(' ', column == 0 ? Indent : 1).Append(word);
            column += (column == 0 ? Indent : 1) + word.Length;
        }

        text.Append('\n');
    }
}
