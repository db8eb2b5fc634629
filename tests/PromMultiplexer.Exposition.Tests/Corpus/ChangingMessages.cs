using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>Gives a page of messages other values, as the next scrape of a program would: numbers, counts and times, but no texts.</summary>
/// <param name="random">Where the choices come from.</param>
internal sealed class ChangingMessages(Random random)
{
    private static readonly double[] s_numbers = [0, -0.0, 1, -1, 0.5, 3.25e-7, 123456789, 1e21, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    private static readonly ulong[] s_integers = [0, 1, 2, 127, 128, 16_383, 16_384, 1UL << 53, ulong.MaxValue];

    /// <summary>How many of the values change: one in so many.</summary>
    public int ChangedRate { get; init; } = 2;

    /// <summary>Whether bounds, types and native buckets change, too, as no program's do.</summary>
    public bool IsWild { get; init; }

    public byte[] Next(ReadOnlySpan<byte> page)
    {
        var next = new List<byte>();
        for (var at = 0; at < page.Length;)
        {
            Assert.Null(DelimitedPage.NextMessage(page, ref at, out var message));
            next.AddRange(Delimited(Change(page.Slice(message.Start, message.Length), MessageSchema.Family)));
        }

        return [.. next];
    }

    private byte[] Change(ReadOnlySpan<byte> message, MessageSchema schema)
    {
        var changed = new List<byte>();
        var reader = new WireReader(message);
        while (reader.NextField())
        {
            var (field, number) = (schema.Find(reader.Field), reader.Field);
            var value = reader;
            reader.Skip();
            changed.AddRange(field switch
            {
                { Kind: FieldKind.Message, Message: { } inner } when value.Type == WireType.Bytes => Bytes(number, Change(value.BytesOf(value.ReadBytes()), inner)),
                { Kind: FieldKind.Double } when IsValue(schema, field) && value.Type == WireType.Fixed64 => Number(number, Pick(s_numbers)),
                { Kind: not (FieldKind.Double or FieldKind.Text) } when IsValue(schema, field) && value.Type == WireType.Varint => Integer(number, Pick(s_integers)),
                _ => message[value.FieldStart..reader.Position].ToArray(),
            });
        }

        return [.. changed];
    }

    private bool IsValue(MessageSchema schema, FieldSchema field) => random.Next(ChangedRate) == 0
        && (IsWild
            || (schema != MessageSchema.Family
                && !(schema == MessageSchema.Bucket && field.Number == ClientModel.Bucket.UpperBound)
                && !(schema == MessageSchema.Quantile && field.Number == ClientModel.Quantile.Rank)
                && schema != MessageSchema.BucketSpan));

    private T Pick<T>(T[] from) => from[random.Next(from.Length)];
}
