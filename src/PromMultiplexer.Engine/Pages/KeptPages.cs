namespace PromMultiplexer.Engine;

/// <summary>
/// The pages that are kept to be served again: the merged ones and those of single containers. Where there is no memory for
/// another page, those that nobody is receiving make room. Safe for concurrent use.
/// </summary>
internal sealed class KeptPages
{
    public KeptPages(PageBuilder builder, ChangeCounter changes, TimeSpan lifetime)
    {
        Merged = new PageCache((form, cancelled) => BuildAsync(() => builder.BuildAsync(form, cancelled)), changes, lifetime);
        OfContainers = new ContainerPages(
            (container, form, cancelled) => BuildAsync(() => builder.BuildAsync(container, form, cancelled)), lifetime);
    }

    /// <summary>The merged pages.</summary>
    public PageCache Merged { get; }

    /// <summary>The pages of single containers.</summary>
    public ContainerPages OfContainers { get; }

    /// <summary>Lets go of all pages that nobody is receiving.</summary>
    public void ForgetUnshared()
    {
        Merged.ForgetUnshared();
        OfContainers.ForgetUnshared();
    }

    private async Task<Page> BuildAsync(Func<Task<Page>> build)
    {
        try
        {
            return await build().ConfigureAwait(false);
        }
        catch (InsufficientMemoryException)
        {
            ForgetUnshared();
        }

        return await build().ConfigureAwait(false);
    }
}
