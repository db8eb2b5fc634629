namespace PromMultiplexer.Exposition.Tests.Fuzzing;

/// <summary>What holds for any bytes whatsoever that a container may answer with, in some format.</summary>
internal interface IPageProperties
{
    /// <summary>Says which property a page breaks; <see langword="null"/> where all hold.</summary>
    /// <param name="page">The page.</param>
    /// <param name="isAccepted">Whether there was something to write.</param>
    string? Broken(byte[] page, out bool isAccepted);
}
