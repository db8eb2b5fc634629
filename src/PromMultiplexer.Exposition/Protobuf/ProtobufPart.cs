namespace PromMultiplexer.Exposition;

/// <summary>What one page contributes to a family: one of its messages.</summary>
/// <param name="Index">The page.</param>
/// <param name="Family">The index of the family in the page.</param>
internal readonly record struct ProtobufPart(ProtobufIndex Index, int Family)
{
    public ref ProtobufFamily Entry => ref Index.Families[Family];
}
