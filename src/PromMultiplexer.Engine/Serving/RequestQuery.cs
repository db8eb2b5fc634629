using Microsoft.AspNetCore.WebUtilities;

namespace PromMultiplexer.Engine;

/// <summary>The part of a URL behind the question mark. What nobody asks for in it is ignored, as scrapers expect.</summary>
internal readonly struct RequestQuery(string query)
{
    /// <summary>The values given under a name, in their order: <c>?name=a&amp;name=b</c>.</summary>
    public IReadOnlyList<string> ValuesOf(string name)
    {
        List<string>? values = null;
        foreach (var pair in new QueryStringEnumerable(query))
        {
            if (pair.DecodeName().Span.SequenceEqual(name))
            {
                (values ??= []).Add(pair.DecodeValue().ToString());
            }
        }

        return values ?? (IReadOnlyList<string>)[];
    }

    /// <summary>Whether a switch is on: <c>?name</c>, <c>?name=</c> or anything but <c>?name=false</c> and <c>?name=0</c>.</summary>
    public bool IsOn(string name) => ValuesOf(name) is [.., var last] && last is not ("false" or "0");
}
