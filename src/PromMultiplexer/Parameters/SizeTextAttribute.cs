using System.Globalization;
using System.Management.Automation;

namespace PromMultiplexer.Parameters;

/// <summary>
/// Takes a number of bytes as PowerShell spells it, <c>64MB</c>, for a parameter that is text since it takes <c>64Mi</c> too:
/// of a number PowerShell would pass on the spelling. Says nothing on whether the text is right.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SizeTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
    {
        string text when text.EndsWith("B", StringComparison.OrdinalIgnoreCase) && LanguagePrimitives.TryConvertTo<long>(text, CultureInfo.InvariantCulture, out var bytes) =>
            bytes.ToString(CultureInfo.InvariantCulture),
        string => inputData,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => inputData,
    };
}
