using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Whatever bytes come, reading, labeling, merging, writing and printing end, in a value.</summary>
public sealed class ProtobufMutationTests
{
    internal static readonly byte[][] Messages =
    [
        Family("c", 0, Text(2, "é"), Text(5, "s"), Metric(Label("container", "b"), Bytes(3, Number(1, 1), Bytes(2, Label("t", "x"), Bytes(3, Integer(1, 9)))), Integer(6, 300))),
        Family("s", 2, Metric(Bytes(4, Integer(1, 300), Number(2, 2), Bytes(3, Number(1, 0.5), Number(2, 9))))),
        Family("h", 4, Integer(9, 1), Metric(Label("a", "b"), Bytes(7, Integer(1, 6), Zigzag(5, 3), Number(6, 0.1), Integer(7, 1),
            Bytes(12, Zigzag(1, -1), Integer(2, 2)), Bytes(13, [4, 1]), Bytes(9, Integer(2, 1)), Zigzag(10, 2), Bytes(16, Bytes(3, Integer(2, 1)))))),
        Family("f", 5, Metric(Bytes(7, Number(4, 4), Bytes(3, Number(4, 1.5), Number(2, 1)), Bytes(12, Integer(2, 1)), Number(14, 2)))),
    ];

    private static readonly byte[] Page = [.. Messages.SelectMany(message => message)];

    [Fact]
    public void ThePageItselfIsGood() => Assert.Equal(4, Read(Page, ReadMode.Strict).Count);

    [Fact]
    public void EveryTruncationEndsInAValue()
    {
        var accepted = Enumerable.Range(0, Page.Length).Where(length => EndsInAValue(Page[..length]));

        // Nothing but whole messages is a page: none to three of the four.
        Assert.Equal(Enumerable.Range(0, 4).Select(count => Messages.Take(count).Sum(message => message.Length)), accepted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EverySingleByteMutationEndsInAValue(int message)
    {
        var accepted = 0;
        var mutated = (byte[])Messages[message].Clone();
        for (var at = 0; at < mutated.Length; at++)
        {
            for (var value = 0; value < 256; value++)
            {
                mutated[at] = (byte)value;
                accepted += EndsInAValue(mutated) ? 1 : 0;
            }

            mutated[at] = Messages[message][at];
        }

        Assert.InRange(accepted, mutated.Length, mutated.Length * 255);
    }

    [Fact]
    public void RandomBytesEndInAValue()
    {
        var random = new Random(7);
        for (var round = 0; round < 5_000; round++)
        {
            var mutated = (byte[])Page.Clone();
            for (var times = random.Next(1, 6); times > 0; times--)
            {
                var at = random.Next(mutated.Length);
                mutated = random.Next(3) switch
                {
                    0 => [.. mutated[..at], (byte)random.Next(256), .. mutated[at..]],
                    1 when mutated.Length > 1 => [.. mutated[..at], .. mutated[(at + 1)..]],
                    _ => [.. mutated[..at], (byte)random.Next(256), .. mutated[(at + 1)..]],
                };
            }

            EndsInAValue(mutated);
        }
    }

    /// <summary>Sends a page all the way.</summary>
    /// <returns>Whether it was accepted.</returns>
    private static bool EndsInAValue(byte[] page)
    {
        var tolerant = Refusal(page);
        var strict = Refusal(page, ReadMode.Strict);
        if (tolerant is not null)
        {
            Assert.NotNull(strict);
            Assert.InRange(tolerant.Column, 1, page.Length + 1);
            Assert.InRange(tolerant.Line, 1, page.Length);
            Assert.NotEmpty(tolerant.Reason);
            return false;
        }

        // What was accepted can be handed on, and is accepted again.
        var families = Read(page);
        Read(Write(families));
        foreach (var collision in new[] { LabelCollision.Rename, LabelCollision.Honor, LabelCollision.Override })
        {
            // Two families of one name may have come to disagree on their type: what they have is counted in samples then.
            var merged = Read(Merge(Labeled(page, "web", collision)));
            var areApart = families.Select(family => family.Name).Distinct().Count() == families.Count;
            Assert.True(!areApart || families.Sum(family => family.Metrics.Count) == merged.Sum(family => family.Metrics.Count));
            Assert.All(merged.SelectMany(family => family.Metrics), metric => Assert.Contains(metric.Labels, label => label.Name == "container"));
        }

        // Compact text has a family a line, whatever stands in it.
        Assert.Equal(families.Count, Print(page).Count(character => character == '\n'));
        return true;
    }
}
