using System.Buffers.Binary;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Nobody who does not know the seed can tell which texts have the same hash.</summary>
public sealed class ByteHashTests
{
    private const ulong A = 0x6867666564636261;
    private const ulong B = 0x706f6e6d6c6b6a69;
    private const ulong C = 0x7877767574737271;

    [Theory]
    [InlineData(new[] { A, B }, new[] { B, A })]
    [InlineData(new[] { A, B }, new[] { B ^ 16, A ^ 16 })]
    [InlineData(new[] { A, B, C }, new[] { B, A, C })]
    [InlineData(new[] { A, B, C }, new[] { B ^ 24, A ^ 24, C })]
    [InlineData(new[] { A, B, C }, new[] { A, B, B, C })]
    [InlineData(new[] { A, B, C }, new[] { A ^ 24 ^ 32, B, B, C })]
    public void WordsInOtherPlacesMakeAnotherHash(ulong[] one, ulong[] two)
    {
        for (var round = 0; round < 100; round++)
        {
            var seed = ByteHash.NewSeed();
            Assert.NotEqual(ByteHash.Of(BytesOf(one), seed), ByteHash.Of(BytesOf(two), seed));
        }
    }

    [Fact]
    public void EveryByteAndEveryLengthMakesAnotherHash()
    {
        var seed = ByteHash.NewSeed();
        var hashes = new HashSet<ulong>();
        var texts = 0;
        for (var length = 0; length < 70; length++)
        {
            var text = new byte[length];
            Assert.True(hashes.Add(ByteHash.Of(text, seed)), $"{length} zeros");
            texts++;
            for (var at = 0; at < length; at++)
            {
                for (var value = 1; value < 256; value++)
                {
                    text[at] = (byte)value;
                    Assert.True(hashes.Add(ByteHash.Of(text, seed)), $"{length} zeros but for {value} at {at}");
                    texts++;
                }

                text[at] = 0;
            }
        }

        Assert.Equal(texts, hashes.Count);
    }

    private static byte[] BytesOf(ulong[] words)
    {
        var bytes = new byte[words.Length * sizeof(ulong)];
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), words[i]);
        }

        return bytes;
    }
}
