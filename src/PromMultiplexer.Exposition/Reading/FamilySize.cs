namespace PromMultiplexer.Exposition;

/// <summary>How large a family of a page is.</summary>
/// <param name="Name">The family's name.</param>
/// <param name="Samples">The number of its samples.</param>
public readonly record struct FamilySize(string Name, int Samples);
