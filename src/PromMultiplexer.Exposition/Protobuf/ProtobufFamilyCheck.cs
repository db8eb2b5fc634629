using System.Text.Unicode;

namespace PromMultiplexer.Exposition;

/// <summary>Checks what a family says about itself.</summary>
internal static class ProtobufFamilyCheck
{
    /// <summary>Looks for a fault.</summary>
    /// <param name="page">The page.</param>
    /// <param name="family">The family.</param>
    /// <param name="type">The number of its type.</param>
    /// <param name="isStrict">Whether to look at what Prometheus does not.</param>
    /// <param name="place">Receives the place of the fault.</param>
    /// <returns>What is wrong; <see langword="null"/> where nothing is.</returns>
    public static string? FindFault(ReadOnlySpan<byte> page, in ProtobufFamily family, int type, bool isStrict, out Slice place)
    {
        place = family.Message;
        if (family.Name.Length <= 0)
        {
            return "a family without a name";
        }

        place = family.Name;
        if (!Utf8.IsValid(BytesOf(page, family.Name)))
        {
            return "a family's name that is not valid UTF-8";
        }

        place = family.Help;
        if (!Utf8.IsValid(BytesOf(page, family.Help)))
        {
            return "a HELP text that is not valid UTF-8";
        }

        place = family.Unit;
        if (isStrict && !Utf8.IsValid(BytesOf(page, family.Unit)))
        {
            return "a unit that is not valid UTF-8";
        }

        place = family.Message;
        return MetricTypeNumber.TryParse(type, out _) ? null : $"a family of the type {type}, which does not exist";
    }

    private static ReadOnlySpan<byte> BytesOf(ReadOnlySpan<byte> page, Slice slice) =>
        slice.IsNone ? default : page.Slice(slice.Start, slice.Length);
}
