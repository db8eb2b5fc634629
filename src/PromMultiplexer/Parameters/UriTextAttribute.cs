using System.Collections;
using System.Management.Automation;

namespace PromMultiplexer.Parameters;

/// <summary>
/// Takes URIs for a parameter that is text, since not everything that it takes is a URI: web:8080 is no URI of any use. Takes tables of containers too.
/// Leaves alone what is neither, so that an object with such a property binds by that.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UriTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Unwrap(inputData) switch
    {
        Uri uri => uri.OriginalString,
        IDictionary table => new ContainerToPortMapAttribute().Transform(engineIntrinsics, table),
        IList list => list.Cast<object?>().Select(item => Unwrap(item) is Uri uri ? uri.OriginalString : item).ToArray(),
        _ => inputData,
    };

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
