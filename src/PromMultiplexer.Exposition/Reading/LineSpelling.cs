namespace PromMultiplexer.Exposition;

/// <summary>
/// Spells a sample's line in the one way that the index keeps lines (<see cref="SampleLine"/>), into the page's arena: what
/// both text readers do with a line that is spelled in any other way.
/// </summary>
internal static class LineSpelling
{
    /// <summary>Writes the name and the labels, up to where the closing brace goes, and finds the slot for another label.</summary>
    /// <param name="into">The page.</param>
    /// <param name="place">Where the line stands in the source.</param>
    /// <param name="name">The metric's name, without quotes.</param>
    /// <param name="hasBraces">Whether the line has braces.</param>
    /// <param name="labels">The labels in their order.</param>
    /// <param name="slot">What a label needs around it at the slot.</param>
    /// <param name="slotOffset">Where in the line the slot is.</param>
    /// <returns>Where in the arena the line starts.</returns>
    public static int Begin(
        ParsedExposition into, int place, Slice name, bool hasBraces, List<SpelledLabel> labels, out LabelSlot slot, out int slotOffset)
    {
        var arena = into.Arena;
        arena.AppendPlace(place);
        var line = arena.Length;
        var isNameQuoted = !NameSyntax.IsMetricName(into.BytesOf(name));
        if (isNameQuoted)
        {
            into.HasQuotedNames = true;
            arena.Append("{\""u8);
            Append(into, name);
            arena.Append((byte)'"');
        }
        else
        {
            Append(into, name);
            if (hasBraces)
            {
                arena.Append((byte)'{');
            }
        }

        slot = LabelSlot.None;
        slotOffset = 0;
        for (var i = 0; i < labels.Count; i++)
        {
            if (i > 0 || isNameQuoted)
            {
                arena.Append((byte)',');
            }

            var label = into.BytesOf(labels[i].Name);
            into.HasQuotedNames |= !NameSyntax.IsLabelName(label);
            if (slot == LabelSlot.None && (label.SequenceEqual("le"u8) || label.SequenceEqual("quantile"u8)))
            {
                slot = LabelSlot.Before;
                slotOffset = arena.Length - line;
            }

            Append(into, labels[i]);
        }

        if (slot == LabelSlot.None)
        {
            slot = labels.Count > 0 || isNameQuoted ? LabelSlot.Last : hasBraces ? LabelSlot.Only : LabelSlot.Braces;
            slotOffset = arena.Length - line;
        }

        return line;
    }

    /// <summary>Writes the rest of a line that <see cref="Begin"/> began at <paramref name="line"/>.</summary>
    /// <param name="into">The page.</param>
    /// <param name="line">Where in the arena the line starts.</param>
    /// <param name="slot">The slot that was found, which tells whether there is a brace to close.</param>
    /// <param name="value">The value.</param>
    /// <param name="timestamp">The timestamp; none or empty where there is none.</param>
    /// <param name="exemplar">The exemplar from its brace on; <see cref="Slice.None"/> where there is none.</param>
    /// <returns>The line.</returns>
    public static Slice End(ParsedExposition into, int line, LabelSlot slot, Slice value, Slice timestamp, Slice exemplar)
    {
        var arena = into.Arena;
        if (slot != LabelSlot.Braces)
        {
            arena.Append((byte)'}');
        }

        arena.Append((byte)' ');
        Append(into, value);
        if (timestamp.Length > 0)
        {
            arena.Append((byte)' ');
            Append(into, timestamp);
        }

        if (!exemplar.IsNone)
        {
            arena.Append(" # "u8);
            Append(into, exemplar);
        }

        arena.Append((byte)'\n');
        return arena.SliceFrom(line);
    }

    /// <summary>Writes a label, its name in quotes where it needs them.</summary>
    public static void Append(ParsedExposition into, SpelledLabel label)
    {
        var arena = into.Arena;
        var isQuoted = !NameSyntax.IsLabelName(into.BytesOf(label.Name));
        if (isQuoted)
        {
            arena.Append((byte)'"');
        }

        Append(into, label.Name);
        arena.Append(isQuoted ? "\"=\""u8 : "=\""u8);
        Append(into, label.Value);
        arena.Append((byte)'"');
    }

    private static void Append(ParsedExposition into, Slice slice)
    {
        // The arena may move while it grows, so a slice of it must not be held across an append.
        if (slice.Start >= 0)
        {
            into.Arena.Append(into.BytesOf(slice));
        }
        else
        {
            into.Arena.AppendOwn(~slice.Start, slice.Length);
        }
    }
}
