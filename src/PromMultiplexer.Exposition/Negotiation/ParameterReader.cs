namespace PromMultiplexer.Exposition;

/// <summary>Reads the parameters of one clause of an Accept header, without copying. Parts that are not <c>name=value</c> are passed over.</summary>
internal ref struct ParameterReader
{
    private ReadOnlySpan<char> _rest;
    private ReadOnlySpan<char> _name;

    public ParameterReader(ReadOnlySpan<char> clause)
    {
        _rest = clause;
        MediaRange = Next();
    }

    /// <summary>What stands before the parameters.</summary>
    public ReadOnlySpan<char> MediaRange { get; }

    /// <summary>The value of the parameter, out of its quotes.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    public readonly bool IsNamed(string name) => _name.Equals(name, StringComparison.OrdinalIgnoreCase);

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            var part = Next();
            var equals = part.IndexOf('=');
            if (equals > 0)
            {
                _name = Trim(part[..equals]);
                Value = Unquote(Trim(part[(equals + 1)..]));
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text) => text.Trim(" \t");

    /// <summary>An escape within the quotes is left as it is: no value that is known has one.</summary>
    private static ReadOnlySpan<char> Unquote(ReadOnlySpan<char> value) =>
        value is ['"', .. var quoted, '"'] ? quoted : value;

    private ReadOnlySpan<char> Next() => Trim(HeaderList.TakeUntil(ref _rest, ';'));
}
