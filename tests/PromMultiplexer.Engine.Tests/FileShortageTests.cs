using System.Text;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine.Tests;

/// <summary>A process that can open no more files, so that nothing else may run beside it.</summary>
[Collection(nameof(Alone))]
public sealed class FileShortageTests
{
    private const string Memory = "multiplexer_process_resident_memory_bytes";

    [LinuxFact("Needs limits of the process as Linux has them")]
    public async Task The_page_tells_of_the_process_what_it_told_last()
    {
        var vitals = new MultiplexerVitals(Rig.Options);
        var before = await PageAsync(vitals);

        string page;
        using (OpenFiles.NoMore())
        {
            page = await PageAsync(vitals);
        }

        Assert.True(Rig.Value(before, Memory) > 0);
        Assert.Equal(Rig.Value(before, Memory), Rig.Value(page, Memory));
        Assert.Equal(Rig.Value(before, "multiplexer_process_start_time_seconds"), Rig.Value(page, "multiplexer_process_start_time_seconds"));
    }

    [LinuxFact("Needs limits of the process as Linux has them")]
    public async Task What_was_never_told_is_not_on_the_page_until_it_is()
    {
        // Whatever the runtime has to load for it is loaded then.
        await PageAsync(new MultiplexerVitals(Rig.Options));

        MultiplexerVitals vitals;
        string page;
        using (OpenFiles.NoMore())
        {
            vitals = new MultiplexerVitals(Rig.Options);
            page = await PageAsync(vitals);
        }

        Assert.Contains("multiplexer_build_info{", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\nmultiplexer_process_", page, StringComparison.Ordinal);
        page = await PageAsync(vitals);
        Assert.True(Rig.Value(page, Memory) > 0);
        Assert.True(Rig.Value(page, "multiplexer_process_cpu_seconds_total") > 0);
        Assert.True(Rig.Value(page, "multiplexer_process_start_time_seconds") > 0);
    }

    private static async Task<string> PageAsync(MultiplexerVitals vitals)
    {
        var page = new PageBuffer();
        var merged = new FamilyMerger().Merge([await vitals.CollectAsync()], ExpositionFormat.Text004);
        merged.WriteTo(page, ExpositionFormat.Text004);
        return Encoding.UTF8.GetString(page.Written.Span);
    }
}
