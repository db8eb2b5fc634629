using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>One <c>LabelPair</c> of a metric.</summary>
internal struct ProtobufLabel
{
    /// <summary>The name; <see cref="Slice.None"/> where the message has none.</summary>
    public Slice Name;

    public Slice Value;

    /// <summary>Where the field begins.</summary>
    public int Start;

    /// <summary>Whether it is empty altogether, which is as good as no label.</summary>
    public readonly bool IsNothing => Name.IsNone && Value.Length == 0;

    /// <summary>Reads the message that is the present field's value.</summary>
    public static ProtobufLabel Read(ref WireReader reader)
    {
        var label = new ProtobufLabel { Name = Slice.None, Start = reader.FieldStart };
        var outerEnd = reader.Enter();
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case ClientModel.LabelPair.Name:
                    label.Name = reader.ReadBytes();
                    break;
                case ClientModel.LabelPair.Value:
                    label.Value = reader.ReadBytes();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        reader.Leave(outerEnd);
        return label;
    }

    /// <summary>Writes a label as a message.</summary>
    public static void Write(int field, LabelPair label, ref WireWriter writer)
    {
        var message = writer.BeginMessage(field);
        writer.WriteText(ClientModel.LabelPair.Name, label.Name);
        writer.WriteText(ClientModel.LabelPair.Value, label.Value);
        writer.EndMessage(message);
    }

    /// <summary>The label's texts.</summary>
    /// <param name="reader">The reader that it was read with.</param>
    public readonly LabelPair ToPair(scoped in WireReader reader) => new(
        Name.IsNone ? "" : Encoding.UTF8.GetString(reader.BytesOf(Name)),
        Encoding.UTF8.GetString(reader.BytesOf(Value)));
}
