@{
    RootModule           = 'artifacts/module/PromMultiplexer.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '5b0d2f0e-7d0c-4a7e-9a55-3f0a4f7c1c55'
    Author               = 'PromMultiplexer contributors'
    CompanyName          = 'PromMultiplexer contributors'
    Copyright            = '(c) PromMultiplexer contributors. MIT licence.'
    Description          = 'Scrapes all containers of a Pod, labels every sample with its container''s name, merges the families and serves one valid page of metrics.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    RequiredAssemblies   = @('artifacts/module/PromMultiplexer.Exposition.dll')
    FormatsToProcess     = @('artifacts/module/PromMultiplexer.Format.ps1xml')
    CmdletsToExport      = @(
        'Compare-Metrics'
        'ConvertFrom-Metrics'
        'ConvertTo-LabeledMetrics'
        'ConvertTo-Metrics'
        'Get-MetricsMultiplexer'
        'Invoke-MetricsScrape'
        'Measure-Metrics'
        'Merge-Metrics'
        'Select-MetricSample'
        'Start-MetricsMultiplexer'
        'Stop-MetricsMultiplexer'
        'Test-Metrics'
        'Wait-MetricsMultiplexer'
        'Watch-Metrics'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags = 'Prometheus', 'OpenMetrics', 'metrics', 'monitoring', 'Kubernetes', 'sidecar', 'Windows', 'Linux', 'MacOS'
        }
    }
}
