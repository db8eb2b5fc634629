using System.Buffers;

namespace PromMultiplexer.Exposition;

/// <summary>
/// The HELP, TYPE and UNIT lines of a merged page that do not stand in a source as they are to be written, spelled once for all pages
/// that differ in their values only.
/// </summary>
internal sealed class MetadataLines
{
    private readonly IndexList<int> _ends = new();
    private ArrayBufferWriter<byte> _lines = new();

    public bool IsSpelled { get; private set; }

    public void Clear() => IsSpelled = false;

    /// <summary>Spells the lines of all families.</summary>
    public void Spell(MergedExposition page)
    {
        _ends.Clear();
        var length = 0;
        for (var family = 0; family < page.Families.Count; family++)
        {
            length += IsWritten(page.Families[family]) ? PageWriter.MeasureSpelled(page, family) : 0;
            _ends.Add(length);
        }

        if (_lines.Capacity < length || _lines.Capacity / 4 > length)
        {
            _lines = new ArrayBufferWriter<byte>(Math.Max(length, 1));
        }

        _lines.ResetWrittenCount();
        var output = new PageOutput(_lines, length);
        for (var family = 0; family < page.Families.Count; family++)
        {
            if (IsWritten(page.Families[family]))
            {
                PageWriter.SpellMetadata(page, family, ref output);
            }
        }

        output.Flush();
        IsSpelled = true;
    }

    private static bool IsWritten(in MergedFamily family) => !family.IsHidden && !family.HasMetadataInSource;

    /// <summary>The lines of a family. Only to be asked for where they are spelled.</summary>
    public ReadOnlySpan<byte> Of(int family)
    {
        var start = family == 0 ? 0 : _ends[family - 1];
        return _lines.WrittenSpan[start.._ends[family]];
    }
}
