namespace PromMultiplexer.Engine;

/// <summary>What kind of thing is wrong with a flag. The names serve as ids of PowerShell's errors and stay as they are.</summary>
public enum FlagProblemReason
{
    /// <summary>No flag has that name.</summary>
    UnknownFlag,

    /// <summary>A value that belongs to no flag.</summary>
    UnexpectedArgument,

    /// <summary>A flag that takes a value has none.</summary>
    MissingValue,

    /// <summary>A flag that takes no value has one.</summary>
    UnexpectedValue,

    /// <summary>A flag without which nothing can start was not given.</summary>
    MissingFlag,

    /// <summary>The value is not spelled as such a value is.</summary>
    InvalidValue,

    /// <summary>The value is a number, but one that cannot be.</summary>
    ValueOutOfRange,

    /// <summary>The label's name has a meaning of its own in Prometheus.</summary>
    ReservedLabel,

    /// <summary>The path is one of the multiplexer's own pages.</summary>
    ReservedPath,

    /// <summary>Two containers have one name.</summary>
    DuplicateContainer,

    /// <summary>A container's port is the multiplexer's own.</summary>
    OwnPort,

    /// <summary>A file cannot be read.</summary>
    FileNotReadable,

    /// <summary>A file is no YAML, or uses what is not understood of it.</summary>
    InvalidYaml,

    /// <summary>A file has a key that means nothing there.</summary>
    UnknownKey,

    /// <summary>A file has a key twice.</summary>
    DuplicateKey,

    /// <summary>A file lacks a key.</summary>
    MissingKey,

    /// <summary>A value in a file is a list where it should be none, or the like.</summary>
    WrongType,

    /// <summary>Two keys in a file do not go together.</summary>
    ConflictingKeys,

    /// <summary>Every container is excluded.</summary>
    NoContainerLeft,

    /// <summary>A container that is to be excluded is not there. A warning.</summary>
    UnknownContainer,

    /// <summary>Two containers are scraped at one address. A warning.</summary>
    SharedAddress,
}
