namespace PromMultiplexer.Exposition;

/// <summary>Tells the format of a page from its bytes, for pages that come without a Content-Type. Safe for concurrent use.</summary>
public static class FormatDetection
{
    private const int NameTag = (ClientModel.Family.Name << 3) | (int)WireType.Bytes;

    /// <summary>The format that a page looks like.</summary>
    /// <param name="page">The page, whole: OpenMetrics shows itself at the end only.</param>
    /// <returns>
    /// Delimited protobuf, OpenMetrics 1.0.0 or text 1.0.0, which takes all that the older text format takes. Says nothing on
    /// whether the page is right.
    /// </returns>
    public static ExpositionFormat Detect(ReadOnlySpan<byte> page) =>
        IsDelimited(page) ? ExpositionFormat.Protobuf
        : page.TrimEnd((byte)'\n').EndsWith("# EOF"u8) ? ExpositionFormat.OpenMetrics100
        : ExpositionFormat.Text100;

    /// <summary>The format that the name of a file stands for: .prom, .om, .openmetrics and .pb.</summary>
    /// <returns><see langword="null"/> for any other name.</returns>
    public static ExpositionFormat? OfFileName(string path) => Path.GetExtension(path)?.ToLowerInvariant() switch
    {
        ".prom" => ExpositionFormat.Text100,
        ".om" or ".openmetrics" => ExpositionFormat.OpenMetrics100,
        ".pb" => ExpositionFormat.Protobuf,
        _ => null,
    };

    /// <summary>Whether the bytes are messages one behind the other to the end, each beginning with a name that ends within it.</summary>
    private static bool IsDelimited(ReadOnlySpan<byte> page)
    {
        var at = 0;
        while (at < page.Length)
        {
            if (DelimitedPage.NextMessage(page, ref at, out var message) is not null
                || message.Length < 2
                || page[message.Start] != NameTag
                || (page[message.Start + 1] < 0x80 && page[message.Start + 1] > message.Length - 2))
            {
                return false;
            }
        }

        return page.Length > 0;
    }
}
