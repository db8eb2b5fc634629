namespace PromMultiplexer.Engine.Tests;

/// <summary>How a body is cut up on its way does not matter to what is read.</summary>
public sealed class BodyReaderTests
{
    private static readonly byte[] s_page = "# TYPE a counter\na{b=\"\u00e9\"} 1 2\nc 3\n"u8.ToArray();

    public static TheoryData<string> Encodings => new() { "identity", "gzip" };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task A_body_in_two_pieces_is_whole_wherever_it_is_cut(string encoding)
    {
        var body = Encode(encoding);
        for (var cut = 0; cut <= body.Length; cut++)
        {
            Assert.Equal(s_page, await ReadAsync(encoding, body[..cut], body[cut..]));
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task A_body_in_single_bytes_is_whole(string encoding) =>
        Assert.Equal(s_page, await ReadAsync(encoding, [.. Encode(encoding).Select(value => new[] { value })]));

    private static byte[] Encode(string encoding) => encoding == "gzip" ? Answers.Compress(s_page) : s_page;

    private static async Task<byte[]> ReadAsync(string encoding, params byte[][] pieces)
    {
        using var content = new StreamContent(new PiecewiseStream(pieces));
        content.Headers.ContentEncoding.Add(encoding);
        var page = new PageBuffer();
        Assert.Null(await BodyReader.ReadAsync(content, limit: 1 << 20, page, CancellationToken.None));
        return page.Written.ToArray();
    }
}
