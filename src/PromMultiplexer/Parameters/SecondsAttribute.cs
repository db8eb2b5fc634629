using System.Globalization;
using System.Management.Automation;

namespace PromMultiplexer.Parameters;

/// <summary>Takes a number for seconds: PowerShell takes 10 for ten ticks, and '10' for ten days. A time that is not above zero is refused.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecondsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var input = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (input is null)
        {
            return null;
        }

        // A number is tried first: PowerShell would make a time of it, too.
        if (input is not TimeSpan time)
        {
            if (LanguagePrimitives.TryConvertTo<double>(input, CultureInfo.InvariantCulture, out var seconds))
            {
                time = Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
            }
            else if (!LanguagePrimitives.TryConvertTo(input, CultureInfo.InvariantCulture, out time))
            {
                return inputData;
            }
        }

        return time > TimeSpan.Zero
            ? time
            : throw new ArgumentTransformationMetadataException($"{input} is no time between two scrapes. Give seconds above 0, or a time as 0:10:00.");
    }
}
