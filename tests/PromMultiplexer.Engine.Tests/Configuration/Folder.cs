using System.Runtime.InteropServices;

namespace PromMultiplexer.Engine.Tests;

/// <summary>A folder with files for one test.</summary>
internal sealed class Folder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("multiplexer-");
    private int _version;

    public string Path => _folder.FullName;

    /// <summary>The path of a file.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file, as a whole and at once, and tells its path.</summary>
    public string Write(string name, string content)
    {
        var draft = this[$".{name}.{++_version}"];
        File.WriteAllText(draft, content);
        File.Move(draft, this[name], overwrite: true);
        return this[name];
    }

    /// <summary>
    /// Writes a file as Kubernetes mounts a ConfigMap: a link to ..data/name, and ..data a link to a folder, which is swapped.
    /// </summary>
    public string Mount(string name, string content)
    {
        var version = $"..version{++_version}";
        Directory.CreateDirectory(this[version]);
        File.WriteAllText(this[System.IO.Path.Combine(version, name)], content);
        File.CreateSymbolicLink(this["..data_tmp"], version);
        Assert.Equal(0, Rename(this["..data_tmp"], this["..data"])); // File.Move looks where the link leads
        if (!File.Exists(this[name]))
        {
            File.CreateSymbolicLink(this[name], $"..data/{name}");
        }

        return this[name];
    }

    [DllImport("libc", EntryPoint = "rename")]
    private static extern int Rename(string from, string to);

    public void Dispose() => _folder.Delete(recursive: true);
}
