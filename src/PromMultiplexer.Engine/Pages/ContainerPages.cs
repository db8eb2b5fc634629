using System.Runtime.CompilerServices;

namespace PromMultiplexer.Engine;

/// <summary>
/// The pages of single containers, each built when somebody asks and kept until that container has something new, or is no
/// more. Safe for concurrent use.
/// </summary>
/// <param name="build">Builds the page of a container. The caller owns a reference.</param>
/// <param name="lifetime">How long a page is served while nothing changes.</param>
internal sealed class ContainerPages(Func<Container, PageForm, CancellationToken, Task<Page>> build, TimeSpan lifetime)
{
    private readonly ConditionalWeakTable<Container, PageCache> _caches = [];

    /// <summary>The page of this moment, with a reference for the caller to release.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="aborted"/> was cancelled.</exception>
    public ValueTask<Page> AcquireAsync(Container container, PageForm form, CancellationToken aborted) =>
        _caches.GetValue(container, MakeCache).AcquireAsync(form, aborted);

    /// <summary>Lets go of all pages that nobody is receiving.</summary>
    public void ForgetUnshared()
    {
        foreach (var (_, cache) in _caches)
        {
            cache.ForgetUnshared();
        }
    }

    private PageCache MakeCache(Container container) =>
        new((form, cancelled) => build(container, form, cancelled), container.Changes, lifetime);
}
