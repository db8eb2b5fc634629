using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace PromMultiplexer.Views;

/// <summary>
/// An object that a view shows. It may be a copy from another session or from a file, which has the properties of the original
/// but not its type; what is deep inside of it has become text.
/// </summary>
internal readonly struct ViewedObject(object item)
{
    private readonly PSObject _item = PSObject.AsPSObject(item);

    /// <summary>The object itself, without what PowerShell keeps about it.</summary>
    public object Original => _item.BaseObject;

    /// <summary>A property that is a number; <see langword="null"/> where there is none.</summary>
    public double? Number(string property) => Value(property) is IConvertible number and not string ? number.ToDouble(CultureInfo.InvariantCulture) : null;

    /// <summary>A property as text; empty where there is none.</summary>
    public string Text(string property) => _item.Properties[property]?.Value?.ToString() ?? "";

    /// <summary>Whether a property is true.</summary>
    public bool Is(string property) => Value(property) is true;

    /// <summary>A property that is a list, its items as they come.</summary>
    public IEnumerable<object> Items(string property) => Value(property) is IEnumerable list and not string ? list.Cast<object>() : [];

    /// <summary>A property; <see langword="null"/> where there is none.</summary>
    public object? Value(string property) => _item.Properties[property]?.Value is { } value ? (value is PSObject wrapped ? wrapped.BaseObject : value) : null;

    /// <summary>The object as text: a copy still has the text of its original.</summary>
    public override string ToString() => _item.ToString();
}
