using System.Runtime.CompilerServices;

namespace PromMultiplexer.Engine;

/// <summary>
/// The pages of single containers, each built when somebody asks and kept until that container has something new, or is no
/// more. Safe for concurrent use.
/// </summary>
internal sealed class ContainerPages(PageBuilder builder, TimeSpan lifetime)
{
    private readonly ConditionalWeakTable<Container, PageCache> _caches = [];

    /// <summary>The page of this moment, with a reference for the caller to release.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="aborted"/> was cancelled.</exception>
    public ValueTask<Page> AcquireAsync(Container container, PageForm form, CancellationToken aborted) =>
        _caches.GetValue(container, MakeCache).AcquireAsync(form, aborted);

    private PageCache MakeCache(Container container) =>
        new((form, cancelled) => builder.BuildAsync(container, form, cancelled), container.Changes, lifetime);
}
