using PromMultiplexer.Load;

if (args is ["engine", .. var flags])
{
    await EngineHost.RunAsync(flags);
    return 0;
}

if (args is ["bare", .. var targets])
{
    BareClient.Run(targets);
}

if (Arguments.Read(args) is not { } loads)
{
    Console.Error.WriteLine(Arguments.Help);
    return 2;
}

Console.WriteLine(LoadReport.Header);
foreach (var load in loads)
{
    Console.WriteLine(LoadReport.Row(await LoadRun.RunAsync(load)));
}

return 0;
