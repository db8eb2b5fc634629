namespace PromMultiplexer.Engine;

/// <summary>A file of certificates or keys is of no use. The message has nothing out of the file in it.</summary>
/// <param name="file">The file.</param>
/// <param name="fault">What is wrong: the end of a sentence that begins with the file's name.</param>
internal sealed class CertificateException(string file, string fault) : Exception($"{file} {fault}");
