using System.Text;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Headers nobody would send: whatever comes, the answer is one that was offered.</summary>
public sealed class NegotiationMutationTests
{
    private static readonly string[] s_pieces =
    [
        "text/plain", "text/*", "*/*", "*", "application/openmetrics-text", "application/vnd.google.protobuf", "text/html",
        ";version=0.0.4", ";version=1.0.0", ";version=0.0.1", ";version=\"1.0.0\"", ";proto=io.prometheus.client.MetricFamily",
        ";encoding=delimited", ";encoding=text", ";escaping=allow-utf-8", ";escaping=dots", ";escaping=values", ";escaping=x",
        ";q=0", ";q=0.5", ";q=1", ";q=.3", ";q=9", ";q=x", ";q=", ";", ",", ",,", "\"", "\\", "=", "/", " ", "\t", "`", "\0", "花", "\uDC00",
    ];

    private static readonly ExpositionFormat[] s_offered = [ExpositionFormat.Text004, ExpositionFormat.Text100, ExpositionFormat.OpenMetrics100, ExpositionFormat.Protobuf];

    [Fact]
    public void AnyHeaderHasAnAnswerThatWasOffered()
    {
        var random = new Random(20260824);
        for (var i = 0; i < 100_000; i++)
        {
            var accept = Mutate(random, Assemble(random));
            var content = (PageContent)random.Next(3);
            var answer = ExpositionNegotiation.Negotiate(accept, s_offered, content);

            Assert.Contains(answer.Format, s_offered);
            Assert.True(Enum.IsDefined(answer.Escaping));
            Assert.StartsWith(ContentType.Of(answer.Format), answer.ContentType, StringComparison.Ordinal);

            // A format that the header does not name is never the answer, but for text 0.0.4.
            if (!accept.Contains("vnd.google.protobuf", StringComparison.OrdinalIgnoreCase))
            {
                Assert.NotEqual(ExpositionFormat.Protobuf, answer.Format);
            }

            if (!accept.Contains("openmetrics-text", StringComparison.OrdinalIgnoreCase))
            {
                Assert.NotEqual(ExpositionFormat.OpenMetrics100, answer.Format);
            }
        }
    }

    [Fact]
    public void ALineCanBeCutAtEveryClause()
    {
        var random = new Random(20260825);
        for (var i = 0; i < 20_000; i++)
        {
            // Without quotes, which a cut could close.
            var accept = Assemble(random).Replace("\"", "", StringComparison.Ordinal);
            var content = (PageContent)random.Next(3);
            Assert.Equal(
                ExpositionNegotiation.Negotiate(accept, s_offered, content),
                ExpositionNegotiation.Negotiate(accept.Split(','), s_offered, content));
        }
    }

    private static string Assemble(Random random)
    {
        var accept = new StringBuilder();
        for (var count = random.Next(20); count > 0; count--)
        {
            accept.Append(s_pieces[random.Next(s_pieces.Length)]);
        }

        return accept.ToString();
    }

    private static string Mutate(Random random, string accept)
    {
        if (accept.Length == 0 || random.Next(2) == 0)
        {
            return accept;
        }

        var characters = accept.ToCharArray();
        characters[random.Next(characters.Length)] = (char)random.Next(random.Next(2) == 0 ? 128 : 0x10000);
        return new string(characters);
    }
}
