using System.Buffers;
using System.Text;
using PromMultiplexer.Exposition.Tests.Corpus;
using PromMultiplexer.Exposition.Tests.Model;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Merged pages against those of a slow model that was written from the documents.</summary>
public sealed class MergeModelTests
{
    [Theory]
    [InlineData(LabelCollision.Rename, TypeConflict.Demote, 1)]
    [InlineData(LabelCollision.Honor, TypeConflict.Demote, 2)]
    [InlineData(LabelCollision.Override, TypeConflict.First, 3)]
    [InlineData(LabelCollision.Fail, TypeConflict.Fail, 4)]
    public void RandomSourcesMergeAsInTheModel(LabelCollision onCollision, TypeConflict onTypeConflict, int seed)
    {
        var random = new Random(seed);
        var pages = new OddPages(random, OddPages.ClashingNames) { OddLineRate = 150 };
        var merger = new FamilyMerger(onTypeConflict);
        var rounds = Effort.Rounds(3_000);
        for (var round = 0; round < rounds; round++)
        {
            var sources = new List<byte[]>();
            for (var count = random.Next(1, 5); count > 0; count--)
            {
                sources.Add(pages.Next());
            }

            if (Disagreement(merger, sources, onCollision) is not null)
            {
                var smallest = Shrinker.Shrink(sources, fewer => Disagreement(merger, fewer, onCollision) is not null);
                Assert.Fail($"Round {round}\n{Show(smallest)}\n{Disagreement(merger, smallest, onCollision)}");
            }
        }
    }

    private static string? Disagreement(FamilyMerger merger, IReadOnlyList<byte[]> sources, LabelCollision onCollision)
    {
        try
        {
            return Compare(merger, sources, onCollision);
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            return e.ToString();
        }
    }

    private static string? Compare(FamilyMerger merger, IReadOnlyList<byte[]> sources, LabelCollision onCollision)
    {
        var labeled = new List<LabeledExposition>();
        var modeled = new List<ModelSource>();
        for (var i = 0; i < sources.Count; i++)
        {
            var value = ((char)('a' + i)).ToString();
            var model = ModelReader.Read(sources[i]) is { } read ? ModelLabeler.Label(read, "container", value, onCollision) : null;
            var real = Label(sources[i], value, onCollision, out var error);
            if ((model is null) != (real is null))
            {
                return $"=== source {value}: the model {(model is null ? "refuses" : "takes")} it, the reader says {error?.ToString() ?? "nothing"}";
            }

            if (real is not null)
            {
                labeled.Add(real);
                modeled.Add(model!);
            }
        }

        var expected = Encoding.Latin1.GetString(ModelWriter.Write(ModelMerger.Merge(modeled, merger.OnTypeConflict)));
        var merged = merger.Merge(labeled.ToArray());
        var output = new ArrayBufferWriter<byte>();
        merged.WriteTo(output, ExpositionFormat.Text004);
        var actual = Encoding.Latin1.GetString(output.WrittenSpan);
        return expected != actual ? $"=== model\n{expected}\n=== merged\n{actual}"
            : output.WrittenCount != merged.GetLength(ExpositionFormat.Text004) ? $"{output.WrittenCount} bytes written, {merged.GetLength(ExpositionFormat.Text004)} promised"
            : null;
    }

    private static LabeledExposition? Label(byte[] page, string value, LabelCollision onCollision, out ReadError? error)
    {
        var parsed = new ParsedExposition();
        var labeled = new LabeledExposition();
        error = ExpositionReader.Read(page, ExpositionFormat.Text004, ReadMode.Tolerant, parsed)
            ?? new LabelInjector("container", value, onCollision).Label(parsed, labeled);
        return error is null ? labeled : null;
    }

    private static string Show(IEnumerable<byte[]> pages) => string.Join("\n--- source\n", pages.Select(Encoding.Latin1.GetString));
}
