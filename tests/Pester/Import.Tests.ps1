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

        $commands | Should -Be @(
            'Compare-Metrics', 'ConvertFrom-Metrics', 'ConvertTo-LabeledMetrics', 'ConvertTo-Metrics', 'Get-MetricsMultiplexer', 'Invoke-MetricsScrape', 'Measure-Metrics'
            'Merge-Metrics', 'Select-MetricSample', 'Start-MetricsMultiplexer', 'Stop-MetricsMultiplexer', 'Test-Metrics', 'Wait-MetricsMultiplexer', 'Watch-Metrics'
        )
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

    It 'loads two assemblies of its own, and <Limit> in all at the most' -ForEach @{ Limit = 4 } {
        $loaded = Invoke-NewPwsh @"
            `$before = [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name
            Import-Module '$checkout/PromMultiplexer.psd1'
            [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name | Where-Object { `$_ -notin `$before }
"@
        $loaded | Where-Object { $_ -like 'PromMultiplexer*' } | Sort-Object | Should -Be 'PromMultiplexer', 'PromMultiplexer.Exposition'
        $loaded.Count | Should -BeLessOrEqual $Limit -Because "importing loads $($loaded -join ', ')"
    }

    It 'reads, chooses, measures, compares and checks pages without the engine' {
        $loaded = Invoke-NewPwsh @"
            Import-Module '$checkout/PromMultiplexer.psd1'
            `$family = 'up 1' | ConvertFrom-Metrics
            `$family | Select-MetricSample 'up' | Out-Null
            `$family | Measure-Metrics | Out-Null
            `$family | Merge-Metrics | ConvertTo-Metrics Protobuf | Out-Null
            `$family | Compare-Metrics `$family | Out-Null
            'up 1' | Test-Metrics | Out-Null
            [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name
"@
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

    It 'stops what runs, whatever other sessions have ended without it' {
        Invoke-NewPwsh @"
            Import-Module '$checkout/PromMultiplexer.psd1'
            1..2 | ForEach-Object -Parallel { Import-Module '$checkout/PromMultiplexer.psd1' }
            `$other = [powershell]::Create()
            `$other.AddScript("Import-Module '$checkout/PromMultiplexer.psd1'").Invoke()
            `$other.Dispose()
            `$multiplexer = Start-MetricsMultiplexer web:$($target.Port) -ExportTo $(Get-FreePort)
            Remove-Module PromMultiplexer
            `$multiplexer.State
            Import-Module '$checkout/PromMultiplexer.psd1'
            `$multiplexer = Start-MetricsMultiplexer web:$($target.Port) -ExportTo $(Get-FreePort)
            Remove-Module PromMultiplexer
            `$multiplexer.State
"@ | Should -Be 'Stopped', 'Stopped'
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
    # Everything of others that loads in the module's own context.
    It 'do no harm when version <_> of all of them is there first' -ForEach '1.0.0.0', '99.0.0.0' {
        $names = (Get-ChildItem "$moduleFolder/engine", "$moduleFolder/runtimes" -Recurse -Filter *.dll).BaseName |
            Where-Object { $_ -notlike 'PromMultiplexer*' } | Sort-Object -Unique
        $names.Count | Should -BeGreaterThan 20
        $folder = New-Item (Join-Path $TestDrive $_) -ItemType Directory
        foreach ($name in $names | Where-Object { -not (Test-Path "$PSHOME/$_.dll") }) {
            # An assembly with the name and nothing in it. What PowerShell has itself is there in its own version.
            $impostor = [System.Reflection.Emit.PersistedAssemblyBuilder]::new([System.Reflection.AssemblyName] "$name, Version=$_", [object].Assembly)
            $impostor.DefineDynamicModule($name) | Out-Null
            $impostor.Save("$folder/$name.dll")
        }

        $output = Invoke-NewPwsh @"
            foreach (`$name in '$($names -join "','")') {
                `$path = "$folder/`$name.dll"
                `$assembly = (Test-Path `$path) ? [Reflection.Assembly]::LoadFrom(`$path) : [Reflection.Assembly]::Load(`$name)
                `$assembly.GetName().Name
            }

            [AppDomain]::CurrentDomain.GetAssemblies().Where{ `$_.GetName().Version -eq '$_' -and `$_.Location -like '$folder*' }.Count
            Import-Module '$checkout/PromMultiplexer.psd1'
            `$multiplexer = Start-MetricsMultiplexer web:$($target.Port) -ExportTo $(Get-FreePort)
            (Invoke-WebRequest `$multiplexer.Url -NoProxy).Content
            Invoke-MetricsScrape web:$($target.Port) -Raw | ConvertTo-LabeledMetrics web
"@
        $output | Select-Object -First $names.Count | Should -Be $names
        $output[$names.Count] | Should -BeGreaterThan 15
        [regex]::Matches($output -join "`n", '(?m)^up\{container="web"\} 1$').Count | Should -Be 2
    }
}
