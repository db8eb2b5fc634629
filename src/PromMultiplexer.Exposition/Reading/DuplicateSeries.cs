using System.Buffers;
using System.Numerics;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Notices a series that stands twice on a page with the same timestamp: by a hash of each, and by a closer look where two hashes are
/// the same. Reusable; keeps no memory between two pages.
/// </summary>
internal sealed class DuplicateSeries
{
    private const int LeastSlots = 1024;
    private const int MostSlotsAtFirst = 64 * 1024;

    /// <summary>About half the bytes of a sample and its share of the metadata: as many slots as that are enough for most pages.</summary>
    private const int BytesForSlot = 32;

    private ParsedExposition? _page;

    /// <summary>The hashes that were met, each at a place of its own; 0 where there is none.</summary>
    private ulong[] _hashes = [];

    /// <summary>Where the lines with these hashes start, as in <see cref="Slice"/>.</summary>
    private int[] _lines = [];

    private int _slots;
    private int _count;

    /// <summary>What the hashes that are added have to be seeded with.</summary>
    public ulong Seed { get; } = ByteHash.NewSeed();

    /// <summary>Starts a page, whose lines stay where they are until <see cref="Forget"/>.</summary>
    public void Start(ParsedExposition page)
    {
        Forget();
        _page = page;
        Rent((int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(page.Source.Length / BytesForSlot, LeastSlots, MostSlotsAtFirst)));
    }

    /// <summary>Gives all memory back.</summary>
    public void Forget()
    {
        if (_page is not null)
        {
            ArrayPool<ulong>.Shared.Return(_hashes);
            ArrayPool<int>.Shared.Return(_lines);
            (_page, _hashes, _lines, _count) = (null, [], [], 0);
        }
    }

    /// <summary>Takes a sample's line down.</summary>
    /// <returns>Whether it is the first of its series.</returns>
    public bool Add(Slice line)
    {
        var bytes = _page!.BytesOf(line);
        var parts = new SampleLine(bytes);
        var hash = ByteHash.Of(parts.Name, Seed);
        if (parts.HasLabelSet)
        {
            foreach (var label in parts.Labels)
            {
                // An empty label is no label.
                hash += label.Value.IsEmpty ? 0 : ByteHash.Of(bytes[label.Start..(label.End - 1)], Seed);
            }
        }

        return Add(line.Start, parts.Timestamp.IsEmpty ? hash : hash + ByteHash.Of(parts.Timestamp, Seed));
    }

    /// <summary>Takes a sample's line down whose hash is known.</summary>
    /// <param name="line">Where it starts, as in <see cref="Slice"/>.</param>
    /// <param name="hash">
    /// The sum of the hashes of its name, of each label that has a value, from its name up to its closing quote, and of its timestamp if it has one.
    /// </param>
    /// <returns>Whether it is the first of its series.</returns>
    public bool Add(int line, ulong hash)
    {
        if (_count * 2 >= _slots)
        {
            Grow();
        }

        hash = Math.Max(hash, 1);
        var slot = SlotOf(hash);
        for (; _hashes[slot] != 0; slot = (slot + 1) & (_slots - 1))
        {
            if (_hashes[slot] == hash && KeyAt(_lines[slot]) == KeyAt(line))
            {
                return false;
            }
        }

        Put(slot, hash, line);
        return true;
    }

    private int SlotOf(ulong hash) => (int)(hash >>> 32) & (_slots - 1);

    private void Put(int slot, ulong hash, int line)
    {
        _hashes[slot] = hash;
        _lines[slot] = line;
        _count++;
    }

    /// <summary>Twice as many slots as there are lines at least, so that what is looked for is found soon.</summary>
    private void Grow()
    {
        var (hashes, lines, slots) = (_hashes, _lines, _slots);
        Rent(slots * 4);
        _count = 0;
        for (var i = 0; i < slots; i++)
        {
            if (hashes[i] != 0)
            {
                var slot = SlotOf(hashes[i]);
                while (_hashes[slot] != 0)
                {
                    slot = (slot + 1) & (_slots - 1);
                }

                Put(slot, hashes[i], lines[i]);
            }
        }

        ArrayPool<ulong>.Shared.Return(hashes);
        ArrayPool<int>.Shared.Return(lines);
    }

    private void Rent(int slots)
    {
        _slots = slots;
        _hashes = ArrayPool<ulong>.Shared.Rent(slots);
        _lines = ArrayPool<int>.Shared.Rent(slots);
        _hashes.AsSpan(0, slots).Clear();
    }

    /// <summary>What tells a series: its name, its labels that have a value, whatever their order, and its timestamp.</summary>
    private string KeyAt(int place)
    {
        var rest = place >= 0 ? _page!.Source.Span[place..] : _page!.Arena.Written[~place..];
        var line = new SampleLine(rest[..(rest.IndexOf((byte)'\n') + 1)]);
        var labels = new List<string>();
        if (line.HasLabelSet)
        {
            foreach (var label in line.Labels)
            {
                if (!label.Value.IsEmpty)
                {
                    labels.Add($"{Encoding.UTF8.GetString(label.Name)}=\"{Encoding.UTF8.GetString(label.Value)}\"");
                }
            }
        }

        labels.Sort(StringComparer.Ordinal);
        return $"{Encoding.UTF8.GetString(line.Name)}{{{string.Join(',', labels)}}} {Encoding.ASCII.GetString(line.Timestamp)}";
    }
}
