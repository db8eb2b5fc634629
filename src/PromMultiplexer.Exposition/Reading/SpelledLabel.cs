namespace PromMultiplexer.Exposition;

/// <summary>A label of the line being read, both parts spelled as the index keeps them.</summary>
/// <param name="Name">The name, without quotes.</param>
/// <param name="Value">The value, without quotes.</param>
/// <param name="Offset">Where the label stands in the source, for errors.</param>
internal readonly record struct SpelledLabel(Slice Name, Slice Value, int Offset);
