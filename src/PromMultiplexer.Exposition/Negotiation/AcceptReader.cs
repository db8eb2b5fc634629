namespace PromMultiplexer.Exposition;

/// <summary>
/// Reads the clauses of an Accept header one after the other, without copying. Several header lines are one header; what is
/// not a clause is passed over. At most <see cref="ExpositionNegotiation.MaxAcceptLength"/> characters are looked at.
/// </summary>
internal ref struct AcceptReader(ReadOnlySpan<string?> lines)
{
    private ReadOnlySpan<string?> _lines = lines;
    private ReadOnlySpan<char> _rest;
    private int _budget = ExpositionNegotiation.MaxAcceptLength;
    private int _position;
    private AcceptClause _current;

    public readonly AcceptClause Current => _current;

    public readonly AcceptReader GetEnumerator() => this;

    public bool MoveNext()
    {
        while (!_rest.IsEmpty || TryNextLine())
        {
            if (AcceptClause.TryRead(HeaderList.TakeUntil(ref _rest, ','), _position, out _current))
            {
                _position++;
                return true;
            }
        }

        return false;
    }

    /// <summary>A line that is too long loses the clause that crosses the limit as well: half of one could mean something else.</summary>
    private bool TryNextLine()
    {
        while (!_lines.IsEmpty && _budget > 0)
        {
            _rest = _lines[0];
            _lines = _lines[1..];
            if (_rest.Length > _budget)
            {
                _rest = _rest[..Math.Max(0, _rest[.._budget].LastIndexOf(','))];
                _budget = 0;
            }
            else
            {
                _budget -= _rest.Length;
            }

            if (!_rest.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }
}
