using System.Security.Cryptography;

namespace PromMultiplexer.Engine;

/// <summary>
/// What a file of configuration or secrets had in it when it was read: everything, or why not. The file is opened anew each time, so
/// that one that was replaced, by itself or by way of a link above it, as Kubernetes does, is seen to have changed.
/// </summary>
internal sealed class FileContent
{
    /// <summary>More than any such file has.</summary>
    public const int MostBytes = 1024 * 1024;

    private FileContent(byte[] bytes) => Bytes = bytes;

    private FileContent(string fault) => (Bytes, Fault) = ([], fault);

    /// <summary>The bytes.</summary>
    public byte[] Bytes { get; }

    /// <summary>Why the file cannot be read: the end of a sentence that begins with its name; <see langword="null"/> if it can.</summary>
    public string? Fault { get; }

    /// <summary>What is the same for the same bytes, or the same fault, and no other.</summary>
    public string Fingerprint => Fault ?? Convert.ToHexString(SHA256.HashData(Bytes));

    /// <summary>Reads a file.</summary>
    public static FileContent Of(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return new("is a directory");
            }

            using var file = File.OpenHandle(path);
            var bytes = new byte[Math.Min(RandomAccess.GetLength(file), MostBytes) + 1];
            var length = 0;
            while (length < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(length), length) is > 0 and var read)
            {
                length += read;
            }

            return length <= MostBytes ? new(bytes[..length]) : new("is larger than 1 MiB");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return new("is not there");
        }
        catch (UnauthorizedAccessException)
        {
            return new("may not be read by this user");
        }
        catch (Exception unreadable) when (unreadable is IOException or ArgumentException or NotSupportedException)
        {
            return new("cannot be read");
        }
    }
}
