BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $target = Open-Target "up 1`n"
}

AfterAll {
    $target.Dispose()
}

Describe 'Import-Module' {
    It 'works with <_>' -ForEach 'PromMultiplexer.psd1', 'artifacts/module/PromMultiplexer.psd1' {
        $commands = Invoke-NewPwsh "Import-Module '$checkout/$_'; (Get-Command -Module PromMultiplexer).Name"

        $commands | Should -Be 'ConvertTo-LabeledMetrics', 'Get-MetricsMultiplexer', 'Invoke-MetricsScrape', 'Start-MetricsMultiplexer', 'Stop-MetricsMultiplexer'
    }

    It 'has a valid manifest' {
        $manifest = Test-ModuleManifest "$moduleFolder/PromMultiplexer.psd1"

        $manifest.PowerShellVersion | Should -Be '7.6'
        $manifest.Version | Should -Be (Test-ModuleManifest "$checkout/PromMultiplexer.psd1").Version
    }

    It 'names the types of pages in scripts' {
        Invoke-NewPwsh "Import-Module '$checkout/PromMultiplexer.psd1'; [PromMultiplexer.Exposition.MetricType]::Gauge" | Should -Be 'Gauge'
    }

    It 'does not load the engine before it is needed' {
        $loaded = Invoke-NewPwsh "Import-Module '$checkout/PromMultiplexer.psd1'; Get-Command -Module PromMultiplexer | Out-Null; [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name"

        $loaded | Should -Contain 'PromMultiplexer.Exposition'
        $loaded | Should -Not -Contain 'PromMultiplexer.Engine'
    }

    It 'can be repeated' {
        Invoke-NewPwsh @"
            Import-Module '$checkout/PromMultiplexer.psd1'
            Import-Module '$checkout/PromMultiplexer.psd1' -Force
            Remove-Module PromMultiplexer
            Import-Module '$checkout/PromMultiplexer.psd1'
            'up 1' | ConvertTo-LabeledMetrics web
"@ | Should -Contain 'up{container="web"} 1'
    }
}

Describe 'Remove-Module' {
    It 'stops what runs' {
        Invoke-NewPwsh @"
            Import-Module '$checkout/PromMultiplexer.psd1'
            `$multiplexer = Start-MetricsMultiplexer web:$($target.Port) -ExportTo $(Get-FreePort)
            Remove-Module PromMultiplexer
            `$multiplexer.State
"@ | Should -Be 'Stopped'
    }

    It 'leaves alone what another session may still stop' {
        Invoke-NewPwsh @"
            Import-Module '$checkout/PromMultiplexer.psd1'
            `$multiplexer = Start-MetricsMultiplexer web:$($target.Port) -ExportTo $(Get-FreePort)
            1 | ForEach-Object -Parallel { Import-Module '$checkout/PromMultiplexer.psd1'; Remove-Module PromMultiplexer }
            `$multiplexer.State
"@ | Should -Be 'Running'
    }
}

Describe 'Other versions of what the module needs' {
    It 'do no harm when <_> is there first' -ForEach 'Prometheus.NetStandard', 'Microsoft.Extensions.ObjectPool', 'Microsoft.Extensions.Options', 'Microsoft.AspNetCore.Server.Kestrel.Core' {
        $page = Invoke-NewPwsh @"
            Add-Type 'public static class Impostor { }' -OutputAssembly '$TestDrive/$_.dll'
            [Reflection.Assembly]::LoadFrom('$TestDrive/$_.dll') | Out-Null
            Import-Module '$checkout/PromMultiplexer.psd1'
            `$multiplexer = Start-MetricsMultiplexer web:$($target.Port) -ExportTo $(Get-FreePort)
            (Invoke-WebRequest `$multiplexer.Url -NoProxy).Content
"@
        $page -join "`n" | Should -Match '(?m)^up\{container="web"\} 1$'
    }
}
