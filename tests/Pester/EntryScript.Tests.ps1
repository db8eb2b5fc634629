BeforeDiscovery {
    $note = if ($IsWindows) { ' (SKIPPED: Windows has neither the shebang nor the signals of a container)' } else { '' }

    # All rows are run against the parser. These few show that the script gets its flags as they were given, colons and all.
    $refused = Get-Content "$PSScriptRoot/../flags.json" -Raw | ConvertFrom-Json -AsHashtable |
        Where-Object { $_['error'] -and $_['args'] -match ':' } | Select-Object -First 6
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $web = Open-Target "# TYPE up gauge`nup 1`n"
    $db = Open-Target "# TYPE up gauge`nup 2`n"
}

AfterAll {
    $web.Dispose()
    $db.Dispose()
}

Describe "metrics-multiplexer-sidecar$note" -Skip:$IsWindows {
    BeforeEach {
        $port = Get-FreePort
        $sidecar = $null
    }

    AfterEach {
        if ($sidecar -and -not $sidecar.HasExited) {
            $sidecar.Kill()
        }
    }

    It 'serves with the flags of the Pod snippet, and ends with 0 at SIGTERM' {
        $sidecar = Open-Sidecar @(
            '--endpoint=/stats'
            "--export_to=$port"
            '--container_label=pod_container'
            '--scrape_interval=100'
            "--container_to_port_map=web:$($web.Port)"
            "--container_to_port_map=db:$($db.Port)"
        )
        Wait-LogLine $sidecar 'level=info msg=listening' | Should -Match "address=http://\[::\]:$port "

        Get-Page "http://127.0.0.1:$port/stats" | Should -Match '(?m)^up\{pod_container="web"\} 1\nup\{pod_container="db"\} 2$'
        Get-Page "http://[::1]:$port/stats" | Should -Match '(?m)^up\{pod_container="web"\} 1$'

        & kill -TERM $sidecar.Id
        $end = Wait-Sidecar $sidecar
        $end.ExitCode | Should -Be 0
        $end.Output | Should -BeNullOrEmpty
        $end.Error | Should -Match 'msg=stopped'
    }

    It 'ends with 0 at Ctrl+C too' {
        $sidecar = Open-Sidecar '-m', "web:$($web.Port)", '-e', $port
        Wait-LogLine $sidecar 'msg=listening' | Out-Null

        & kill -INT $sidecar.Id
        (Wait-Sidecar $sidecar).ExitCode | Should -Be 0
    }

    It 'finishes what is in flight at SIGTERM' {
        # The page waits for the first scrape to end, and that one waits for a container that does not answer.
        $hanging = [PromMultiplexer.Tests.Hosting.MetricsTarget]::Hanging()
        $http = [Net.Http.HttpClient]::new()
        try {
            $sidecar = Open-Sidecar '-m', "hanging:$($hanging.Port)", "-e$port", '--scrape_timeout=2000'
            Wait-LogLine $sidecar 'msg=listening' | Out-Null
            $page = $http.GetStringAsync("http://127.0.0.1:$port/metrics")
            Get-Page "http://127.0.0.1:$port/-/healthy" | Out-Null

            & kill -TERM $sidecar.Id
            Wait-LogLine $sidecar 'msg=stopping' | Out-Null
            $page.WaitAsync([timespan]::FromSeconds(30)).GetAwaiter().GetResult() | Should -Match '(?m)^multiplexer_container_up\{container="hanging"\} 0$'
            (Wait-Sidecar $sidecar).ExitCode | Should -Be 0
        }
        finally {
            $http.Dispose()
            $hanging.Dispose()
        }
    }

    It 'works by way of a link of another name, from another folder' {
        $link = New-Item "$TestDrive/sidecar" -ItemType SymbolicLink -Value $entryScript
        Push-Location $TestDrive
        try {
            & $link.FullName --version | Should -Be "metrics-multiplexer-sidecar $((Get-Module PromMultiplexer).Version)"
            & ./sidecar --version | Should -Be "metrics-multiplexer-sidecar $((Get-Module PromMultiplexer).Version)"
        }
        finally {
            Pop-Location
        }
    }

    It 'does not take a file of pwsh for itself: <_>' -ForEach '-SettingsFile', '-settings' {
        Set-Content "$TestDrive/settings.json" '{}'

        & ([Environment]::ProcessPath) $_ "$TestDrive/settings.json" -NoProfile -File $entryScript --version |
            Should -Be "metrics-multiplexer-sidecar $((Get-Module PromMultiplexer).Version)"
    }

    It 'answers <_> on stdout and ends with 0' -ForEach '--help', '--version' {
        $end = Wait-Sidecar (Open-Sidecar $_)

        $end.ExitCode | Should -Be 0
        $end.Output | Should -Match 'metrics-multiplexer-sidecar'
        $end.Error | Should -BeNullOrEmpty
    }

    It 'refuses <about> with one line and ends with 2' -ForEach $refused {
        $end = Wait-Sidecar (Open-Sidecar $_['args'])

        $end.ExitCode | Should -Be 2
        $end.Error | Should -BeExactly "$($_['error'])$([Environment]::NewLine)"
        $end.Output | Should -BeNullOrEmpty
    }

    It 'says what is odd in the log, with the flags as they were given' {
        $sidecar = Open-Sidecar '-m', "web:$($web.Port)", "-e=$port", '-x', 'other'

        Wait-LogLine $sidecar 'level=warn' | Should -Match ([regex]::Escape('msg="check the flags" detail="--exclude_containers: \"other\" is not in --container_to_port_map;'))
        Wait-LogLine $sidecar 'msg=listening' | Out-Null
        & kill -TERM $sidecar.Id
        (Wait-Sidecar $sidecar).ExitCode | Should -Be 0
    }

    It 'ends with 1 when its port is taken' {
        $end = Wait-Sidecar (Open-Sidecar '-m', "web:$($web.Port)", '-e', $db.Port, '--log_format=json')

        $end.ExitCode | Should -Be 1
        $end.Output | Should -BeNullOrEmpty
        $entry = $end.Error | ConvertFrom-Json
        $entry.level | Should -Be 'error'
        $entry.msg | Should -Be 'cannot start'
        $entry.error | Should -Be "Port $($db.Port) is in use already."
    }
}
