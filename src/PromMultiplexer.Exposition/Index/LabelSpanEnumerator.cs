namespace PromMultiplexer.Exposition;

/// <summary>Goes through the labels of a line that a reader has accepted.</summary>
internal ref struct LabelSpanEnumerator(ReadOnlySpan<byte> line, int start)
{
    private readonly ReadOnlySpan<byte> _line = line;
    private int _at = start;

    public LabelSpan Current { get; private set; }

    /// <summary>Behind the closing brace, once <see cref="MoveNext"/> has returned <see langword="false"/>.</summary>
    public readonly int End => _at;

    public readonly LabelSpanEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_line[_at] == (byte)',')
        {
            _at++;
        }

        if (_line[_at] == (byte)'}')
        {
            _at++;
            return false;
        }

        var start = _at;
        ReadOnlySpan<byte> name;
        if (_line[_at] == (byte)'"')
        {
            var end = EndOfQuoted(_line, _at);
            name = _line[(_at + 1)..(end - 1)];
            _at = end;
        }
        else
        {
            var length = _line[_at..].IndexOf((byte)'=');
            name = _line.Slice(_at, length);
            _at += length;
        }

        var valueStart = _at + 2;
        _at = EndOfQuoted(_line, _at + 1);
        Current = new LabelSpan(name, _line[valueStart..(_at - 1)], start, _at);
        return true;
    }

    /// <summary>The place behind the quote that closes the one at <paramref name="at"/>.</summary>
    public static int EndOfQuoted(ReadOnlySpan<byte> line, int at)
    {
        at++;
        while (true)
        {
            at += line[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (line[at] == (byte)'"')
            {
                return at + 1;
            }

            at += 2;
        }
    }
}
