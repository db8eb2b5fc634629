using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PromMultiplexer.Engine;

/// <summary>
/// Reads YAML files: that part of the language that configurations are written in. One document; no anchors and aliases, with which
/// a small file can be made to mean a huge one, and no tags; every key once.
/// </summary>
internal sealed class YamlFile
{
    // Deeper than any file that means something here.
    private const int MaxDepth = 16;

    private readonly string _name;
    private readonly Parser _parser;

    // Where the parser has come to: it does not tell of every fault where it is.
    private Mark _reached = Mark.Empty;

    private YamlFile(string name, string text)
    {
        _name = name;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>Reads a file's content.</summary>
    /// <param name="name">How the file is called in problems.</param>
    /// <param name="content">The bytes, UTF-8.</param>
    /// <param name="root">The value of the file; one without a value for an empty file. Means nothing if there is a problem.</param>
    public static FlagProblem? Read(string name, ReadOnlySpan<byte> content, out YamlNode root)
    {
        root = new YamlScalar(new(name, 1, 1), "", isPlain: true);
        var bytes = content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return new(FlagProblemReason.InvalidYaml, value: null, $"is not UTF-8", $"save it as UTF-8", flag: null, name);
        }

        var file = new YamlFile(name, text);
        try
        {
            root = file.ReadDocument(root);
            return null;
        }
        catch (RefusedException refused)
        {
            return refused.Problem;
        }
        catch (YamlException fault)
        {
            return file.Invalid(fault.Start, fault.Message.TrimEnd('.'));
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            // What the parser meets without words of its own.
            return file.Invalid(file._reached, "something after this place is neither a key nor a value");
        }
    }

    private YamlNode ReadDocument(YamlNode empty)
    {
        Next<StreamStart>();
        if (Next<ParsingEvent>() is StreamEnd)
        {
            return empty;
        }

        var root = ReadNode(Next<ParsingEvent>(), key: null, depth: 0);
        Next<DocumentEnd>();
        return Next<ParsingEvent>() is { } next and not StreamEnd
            ? throw Refuse(next.Start, $"is a second document", $"write one document a file")
            : root;
    }

    private YamlNode ReadNode(ParsingEvent start, string? key, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Refuse(start.Start, $"is too deep", $"write at most {MaxDepth.ToString(CultureInfo.InvariantCulture)} levels");
        }

        switch (start)
        {
            case AnchorAlias:
                throw Refuse(start.Start, $"is an alias", $"write out what it stands for");
            case NodeEvent { Anchor.IsEmpty: false }:
                throw Refuse(start.Start, $"is an anchor", $"leave it out, and write the value out wherever it is wanted");
            case NodeEvent { Tag.IsEmpty: false }:
                throw Refuse(start.Start, $"is a tag", $"leave it out");
        }

        var place = At(start.Start, key);
        return start switch
        {
            Scalar scalar => new YamlScalar(place, scalar.Value, scalar.Style == ScalarStyle.Plain),
            SequenceStart => new YamlList(place, ReadItems(key, depth)),
            MappingStart => new YamlMapping(place, ReadEntries(depth)),
            _ => throw Refuse(start.Start, $"is no value", $"check what is written here"),
        };
    }

    private List<YamlNode> ReadItems(string? key, int depth)
    {
        var items = new List<YamlNode>();
        while (Next<ParsingEvent>() is { } next and not SequenceEnd)
        {
            items.Add(ReadNode(next, key, depth + 1));
        }

        return items;
    }

    private List<YamlEntry> ReadEntries(int depth)
    {
        var entries = new List<YamlEntry>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (Next<ParsingEvent>() is { } next and not MappingEnd)
        {
            if (ReadNode(next, key: null, depth + 1) is not YamlScalar key)
            {
                throw Refuse(next.Start, $"is a key with parts", $"write a single word for a key");
            }

            if (!keys.Add(key.Text))
            {
                throw new RefusedException(key.Problem(FlagProblemReason.DuplicateKey, key.Text, $"is here twice", $"give each key once"));
            }

            entries.Add(new YamlEntry(key, ReadNode(Next<ParsingEvent>(), key.Text, depth + 1)));
        }

        return entries;
    }

    private T Next<T>()
        where T : ParsingEvent
    {
        var there = _parser.MoveNext();
        var next = _parser.Current;
        _reached = next?.Start ?? _reached;
        return there && next is T wanted ? wanted : throw Refuse(_reached, $"is where the file ends too early", $"complete it");
    }

    private YamlPlace At(Mark mark, string? key = null) => new(_name, Math.Max(mark.Line, 1), Math.Max(mark.Column, 1), key);

    private RefusedException Refuse(Mark mark, FormattableString fault, FormattableString remedy) =>
        new(new(FlagProblemReason.InvalidYaml, value: null, fault, remedy, flag: null, At(mark).ToString()));

    private FlagProblem Invalid(Mark mark, string said) =>
        new(FlagProblemReason.InvalidYaml, value: null, $"is no YAML: {said}", $"check the indentation, the quotes and the brackets", flag: null, At(mark).ToString());

    // Out of the depths of the reading, and no further.
    private sealed class RefusedException(FlagProblem problem) : Exception
    {
        public FlagProblem Problem => problem;
    }
}
