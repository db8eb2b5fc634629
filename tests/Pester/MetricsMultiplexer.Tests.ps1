BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $web = Open-Target "# TYPE up gauge`nup 1`n"
    $db = Open-Target "# TYPE up gauge`nup 2`n"
}

AfterAll {
    $web.Dispose()
    $db.Dispose()
}

Describe 'Start-MetricsMultiplexer' {
    AfterEach {
        Get-MetricsMultiplexer | Stop-MetricsMultiplexer
    }

    It 'would listen on the loopback interface and port 13434 by default' {
        $output = Invoke-NewPwsh "Import-Module '$checkout/PromMultiplexer.psd1'; Start-MetricsMultiplexer web:8080, db:9187 -WhatIf"

        $output | Should -Be 'What if: Performing the operation "Serve the metrics of web, db" on target "localhost:13434/metrics".'
    }

    It 'spells <Address> as a URL does: <Expected>' -ForEach @(
        @{ Address = '::1'; Expected = '[::1]' }
        @{ Address = '[::1]'; Expected = '[::1]' }
        @{ Address = '127.0.0.1'; Expected = '127.0.0.1' }
        @{ Address = '*'; Expected = '*' }
    ) {
        Invoke-NewPwsh "Import-Module '$checkout/PromMultiplexer.psd1'; Start-MetricsMultiplexer web:8080 -ListenAddress '$Address' -WhatIf" |
            Should -BeLike "*on target `"$([WildcardPattern]::Escape($Expected)):13434/metrics`"."
    }

    It 'refuses <Arguments.Values> in one sentence with a remedy' -ForEach @(
        @{ Arguments = @{ ContainerToPortMap = 'web' }; Id = 'InvalidValue'; Message = '-ContainerToPortMap: "web" has no port.' }
        @{ Arguments = @{ ContainerToPortMap = 'web:1'; ExportTo = 70000 }; Id = 'ValueOutOfRange'; Message = '-ExportTo: "70000" is no port.' }
        @{ Arguments = @{ ContainerToPortMap = 'web:1'; ExcludeContainer = 'web' }; Id = 'NoContainerLeft'; Message = '-ExcludeContainer: "web" leaves no container to scrape.' }
    ) {
        { Start-MetricsMultiplexer @Arguments } | Should -Throw $Message -ErrorId "$Id,*"
        Get-MetricsMultiplexer | Should -BeNullOrEmpty
    }

    It 'completes -<Parameter>' -ForEach @(
        @{ Parameter = 'OnLabelCollision'; Values = 'Fail', 'Honor', 'Override', 'Rename' }
        @{ Parameter = 'OnTypeConflict'; Values = 'Demote', 'Fail', 'First' }
        @{ Parameter = 'FailOn'; Values = 'All', 'Any', 'Never' }
    ) {
        $line = "Start-MetricsMultiplexer web:1 -$Parameter "
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Sort-Object | Should -Be $Values
    }
}

Describe 'Two multiplexers in one process' {
    AfterEach {
        Get-MetricsMultiplexer | Stop-MetricsMultiplexer
    }

    It 'serve different containers on different ports' {
        $first = Start-MetricsMultiplexer "web:$($web.Port)" -ExportTo (Get-FreePort)
        $second = Start-MetricsMultiplexer "db:$($db.Port)" -ExportTo (Get-FreePort) -ContainerLabel pod_container

        Get-Page $first.Url | Should -Match '(?m)^up\{container="web"\} 1$'
        Get-Page $second.Url | Should -Match '(?m)^up\{pod_container="db"\} 2$'
        (Get-MetricsMultiplexer).Port | Should -Be $first.Port, $second.Port

        $first | Stop-MetricsMultiplexer
        (Get-MetricsMultiplexer).Port | Should -Be $second.Port
        Get-Page $second.Url | Should -Match '(?m)^up\{pod_container="db"\} 2$'
    }
}

Describe 'A multiplexer and another session of the process' {
    AfterEach {
        Get-MetricsMultiplexer | Stop-MetricsMultiplexer
    }

    It 'can be found and stopped from there' {
        $multiplexer = Start-MetricsMultiplexer "web:$($web.Port)" -ExportTo (Get-FreePort)
        $multiplexer.Port | ForEach-Object -Parallel {
            Import-Module "$using:checkout/PromMultiplexer.psd1"
            Stop-MetricsMultiplexer -Port $_
        }

        $multiplexer.State | Should -Be 'Stopped'
    }
}
