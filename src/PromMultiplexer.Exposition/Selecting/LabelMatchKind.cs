namespace PromMultiplexer.Exposition;

/// <summary>How a matcher compares a label's value.</summary>
public enum LabelMatchKind
{
    /// <summary><c>=</c>: the value is this.</summary>
    Equal,

    /// <summary><c>!=</c>: the value is not this.</summary>
    NotEqual,

    /// <summary><c>=~</c>: the whole value matches this expression.</summary>
    Match,

    /// <summary><c>!~</c>: the whole value does not match this expression.</summary>
    NoMatch,
}
