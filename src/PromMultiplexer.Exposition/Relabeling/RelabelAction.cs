namespace PromMultiplexer.Exposition;

/// <summary>What a relabeling rule does. The names are those of Prometheus' configuration, in lower case there.</summary>
public enum RelabelAction
{
    /// <summary>Sets the target label to the replacement where the pattern matches the source labels.</summary>
    Replace,

    /// <summary>Drops samples whose source labels the pattern does not match.</summary>
    Keep,

    /// <summary>Drops samples whose source labels the pattern matches.</summary>
    Drop,

    /// <summary>Drops samples whose source labels are not equal to the target label.</summary>
    KeepEqual,

    /// <summary>Drops samples whose source labels are equal to the target label.</summary>
    DropEqual,

    /// <summary>Sets the target label to the source labels' hash modulo a number.</summary>
    HashMod,

    /// <summary>Copies the values of labels whose names the pattern matches to the names that the replacement gives.</summary>
    LabelMap,

    /// <summary>Removes labels whose names the pattern matches.</summary>
    LabelDrop,

    /// <summary>Removes labels whose names the pattern does not match.</summary>
    LabelKeep,

    /// <summary>Sets the target label to the source labels in lower case.</summary>
    Lowercase,

    /// <summary>Sets the target label to the source labels in upper case.</summary>
    Uppercase,
}
