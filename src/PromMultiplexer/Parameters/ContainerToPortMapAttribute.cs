using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;

namespace PromMultiplexer.Parameters;

/// <summary>
/// Takes the containers as text, <c>'web:8080/metrics'</c>, or as a table, <c>@{ web = 8080; vault = '8200/v1/sys/metrics' }</c>,
/// or as an object with properties, which JSON becomes, and turns tables and objects into text. Says nothing on whether the text is right.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ContainerToPortMapAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Flatten(inputData).ToArray();

    private static IEnumerable<string> Flatten(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        IDictionary table => Entries(table).Select(entry => $"{Spell(entry.Key)}:{Spell(entry.Value)}"),
        PSCustomObject => ((PSObject)value!).Properties.Select(property => $"{property.Name}:{Spell(property.Value)}"),
        string text => [text],
        IEnumerable list => list.Cast<object?>().SelectMany(Flatten),
        var other => [Spell(other)],
    };

    // The order of the containers is the order of their samples on the page. [ordered] has one, and a plain table has none:
    // it must not change from one start to the next.
    private static IEnumerable<DictionaryEntry> Entries(IDictionary table)
    {
        var entries = table.Cast<DictionaryEntry>();
        return table is IOrderedDictionary ? entries : entries.OrderBy(entry => Spell(entry.Key), StringComparer.Ordinal);
    }

    private static string Spell(object? value) => Convert.ToString(value is PSObject wrapped ? wrapped.BaseObject : value, CultureInfo.InvariantCulture) ?? "";
}
