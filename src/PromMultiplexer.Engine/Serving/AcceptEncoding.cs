using Microsoft.Extensions.Primitives;

namespace PromMultiplexer.Engine;

/// <summary>Reads the header Accept-Encoding (RFC 9110, 12.5.3).</summary>
internal static class AcceptEncoding
{
    private const int NotNamed = -1;

    /// <summary>
    /// Whether a client that sent <paramref name="header"/> is to get gzip: it takes it, and likes nothing better.
    /// A client that refuses everything gets the page as it is, which serves it better than no page.
    /// </summary>
    public static bool PrefersGzip(StringValues header)
    {
        var (gzip, identity, any) = (NotNamed, NotNamed, NotNamed);
        foreach (var line in header)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var element = line.AsSpan()[range];
                var end = element.IndexOf(';');
                var coding = (end < 0 ? element : element[..end]).Trim(" \t");
                if (!TryReadWeight(end < 0 ? default : element[(end + 1)..], out var weight))
                {
                    continue;
                }

                if (coding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || coding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase))
                {
                    gzip = Math.Max(gzip, weight);
                }
                else if (coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
                {
                    identity = Math.Max(identity, weight);
                }
                else if (coding is "*")
                {
                    any = Math.Max(any, weight);
                }
            }
        }

        gzip = gzip == NotNamed ? any : gzip;
        return gzip > 0 && gzip >= identity;
    }

    // The weight in thousandths: nothing is 1. A weight that breaks the grammar makes its coding as good as not named.
    private static bool TryReadWeight(ReadOnlySpan<char> parameters, out int weight)
    {
        weight = 1000;
        foreach (var range in parameters.Split(';'))
        {
            var parameter = parameters[range].Trim(" \t");
            if (parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase))
            {
                return TryReadThousandths(parameter[2..], out weight);
            }
        }

        return true;
    }

    // qvalue = "0" [ "." 0*3DIGIT ] / "1" [ "." 0*3"0" ]
    private static bool TryReadThousandths(ReadOnlySpan<char> text, out int thousandths)
    {
        thousandths = 0;
        if (text.Length is 0 or > 5 || text[0] is not ('0' or '1') || (text.Length > 1 && text[1] != '.'))
        {
            return false;
        }

        thousandths = (text[0] - '0') * 1000;
        var unit = 100;
        foreach (var digit in text.Length > 2 ? text[2..] : default)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            thousandths += (digit - '0') * unit;
            unit /= 10;
        }

        return thousandths <= 1000;
    }
}
