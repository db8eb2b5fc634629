namespace PromMultiplexer.Engine;

/// <summary>
/// What files with certificates had in them when they were last good. Ones that have become bad change nothing: the log says why, once.
/// Safe for concurrent use.
/// </summary>
/// <typeparam name="T">What is made of the files.</typeparam>
/// <param name="read">Reads the files. Throws a <see cref="CertificateException"/> if they are bad; at the first time that is the caller's.</param>
internal sealed class LastGood<T>(Func<T> read)
{
    private readonly Lock _gate = new();
    private T _value = read();
    private string? _problem;

    /// <summary>What the files have in them now, or had before they became bad.</summary>
    public T Read(Log log)
    {
        try
        {
            var value = read();
            lock (_gate)
            {
                _problem = null;
                return _value = value;
            }
        }
        catch (CertificateException unusable)
        {
            lock (_gate)
            {
                if (_problem != unusable.Message)
                {
                    _problem = unusable.Message;
                    log.Error("the certificate is refused, and the one before stays", ("error", unusable.Message));
                }

                return _value;
            }
        }
    }
}
