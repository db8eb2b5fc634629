using System.Buffers;
using System.Runtime.InteropServices;

namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>
/// Memory between two pages that must not be touched (Linux). What reads beyond the end or before the beginning of it does
/// not get away with that: the process dies on the spot.
/// </summary>
internal sealed unsafe class GuardedMemory : MemoryManager<byte>
{
    private const int ProtectNothing = 0;
    private const int ProtectReadWrite = 3;
    private const int MapPrivateAnonymous = 0x22;

    private readonly nint _mapping;
    private readonly nuint _mapped;
    private readonly byte* _start;
    private readonly int _capacity;
    private int _offset;
    private int _length;

    public GuardedMemory(int capacity)
    {
        var page = Environment.SystemPageSize;
        _capacity = (capacity + page - 1) / page * page;
        _mapped = (nuint)(_capacity + (2 * page));
        _mapping = Map(0, _mapped, ProtectNothing, MapPrivateAnonymous, -1, 0);
        Assert.NotEqual(-1, _mapping);
        _start = (byte*)_mapping + page;
        Assert.Equal(0, Protect((nint)_start, (nuint)_capacity, ProtectReadWrite));
    }

    /// <summary>A copy whose last byte is the last one that can be touched.</summary>
    public ReadOnlyMemory<byte> AtTheEnd(ReadOnlySpan<byte> bytes) => Put(bytes, _capacity - bytes.Length);

    /// <summary>A copy whose first byte is the first one that can be touched.</summary>
    public ReadOnlyMemory<byte> AtTheBeginning(ReadOnlySpan<byte> bytes) => Put(bytes, 0);

    /// <summary>Whether a byte can be read, asked of the kernel: it takes a byte to write from anywhere and says where it cannot.</summary>
    /// <param name="offset">Counted from the first byte that can be touched.</param>
    public bool CanRead(int offset)
    {
        using var sink = File.OpenHandle(Path.GetTempFileName(), FileMode.Open, FileAccess.Write, options: FileOptions.DeleteOnClose);
        return Write((int)sink.DangerousGetHandle(), (nint)(_start + offset), 1) == 1;
    }

    public int Capacity => _capacity;

    public override Span<byte> GetSpan() => new(_start + _offset, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + _offset + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing) => Unmap(_mapping, _mapped);

    private Memory<byte> Put(ReadOnlySpan<byte> bytes, int offset)
    {
        _offset = offset;
        _length = bytes.Length;

        // What stands around it would be read by mistake without harm, so let it at least mean nothing.
        const int Margin = 128;
        var margin = Math.Min(Margin, _capacity - bytes.Length);
        new Span<byte>(_start + (offset == 0 ? bytes.Length : offset - margin), margin).Fill(0xfe);
        bytes.CopyTo(GetSpan());
        return Memory;
    }

    [DllImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static extern nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static extern int Protect(nint address, nuint length, int protection);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint Write(int file, nint bytes, nuint count);

    [DllImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static extern int Unmap(nint address, nuint length);
}
