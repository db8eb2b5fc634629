namespace PromMultiplexer.Exposition;

/// <summary>What one page contributes to a family: one of its messages.</summary>
/// <param name="Index">The page.</param>
/// <param name="Family">The index of the family in the page.</param>
/// <param name="Label">The label that is added to each metric that takes one, as a field of its message; empty where there is none.</param>
internal readonly record struct ProtobufPart(ProtobufIndex Index, int Family, ReadOnlyMemory<byte> Label)
{
    public ref ProtobufFamily Entry => ref Index.Families[Family];
}
