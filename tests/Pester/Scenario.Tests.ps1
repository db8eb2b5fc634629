BeforeAll {
    . "$PSScriptRoot/Common.ps1"
}

Describe 'Scrape, label, look' {
    It 'gives by hand what the multiplexer gives for one container' {
        $target = Open-Target "# HELP up Up.`n# TYPE up gauge`nup{zone=`"a`"} 1`nup{container=`"theirs`"} 2`n"
        try {
            $byHand = Invoke-MetricsScrape "web:$($target.Port)" -Raw | ConvertTo-LabeledMetrics web
            $byHand | Should -BeExactly "# HELP up Up.`n# TYPE up gauge`nup{zone=`"a`",container=`"web`"} 1`nup{exported_container=`"theirs`",container=`"web`"} 2`n"

            $multiplexer = Start-MetricsMultiplexer "web:$($target.Port)" -ExportTo (Get-FreePort)
            Get-Page "$($multiplexer.Url)/web" | Should -BeExactly $byHand
            Get-Page $multiplexer.Url | Should -Match ([regex]::Escape($byHand))

            $families = $multiplexer | Invoke-MetricsScrape | Where-Object Name -NotLike 'multiplexer_*'
            $families.Metrics.Labels.Where{ $_.Name -eq 'container' }.Value | Select-Object -Unique | Should -Be 'web'
        }
        finally {
            Get-MetricsMultiplexer | Stop-MetricsMultiplexer
            $target.Dispose()
        }
    }
}

Describe 'Start, lose a container, stop' {
    It 'serves the others and says who is down' {
        $web = Open-Target "up 1`n"
        $db = Open-Target "up 2`n"
        try {
            $multiplexer = Start-MetricsMultiplexer "web:$($web.Port)", "db:$($db.Port)" -ExportTo (Get-FreePort) -ScrapeInterval 50
            $page = Get-Page $multiplexer.Url
            $page | Should -Match '(?m)^up\{container="web"\} 1\nup\{container="db"\} 2$'
            $page | Should -Match '(?m)^multiplexer_container_up\{container="db"\} 1$'

            $db.Dispose()
            $deadline = [DateTime]::UtcNow.AddSeconds(30)
            do {
                $page = Get-Page $multiplexer.Url
            } until ($page -match '(?m)^multiplexer_container_up\{container="db"\} 0$' -or [DateTime]::UtcNow -gt $deadline)

            $page | Should -Match '(?m)^up\{container="web"\} 1$'
            $page | Should -Not -Match '(?m)^up\{container="db"\}'
            $page | Should -Match '(?m)^multiplexer_container_up\{container="db"\} 0$'
            $multiplexer.Containers[1].LastError | Should -Match '^refused: '
            $multiplexer.Log[-1] | Should -Match 'container=db'

            $multiplexer | Stop-MetricsMultiplexer
            { Get-Page $multiplexer.Url } | Should -Throw
        }
        finally {
            Get-MetricsMultiplexer | Stop-MetricsMultiplexer
            $web.Dispose()
        }
    }
}

Describe 'Scrape, label, merge, check' {
    It 'gives by hand the page that the multiplexer serves' {
        $web = Open-Target "# HELP jobs_total Jobs.`n# TYPE jobs_total counter`njobs_total{queue=`"a`"} 3`n"
        $db = Open-Target "# TYPE jobs_total counter`njobs_total 5`n# TYPE up gauge`nup 1`n"
        try {
            $byHand = Invoke-MetricsScrape "web:$($web.Port)", "db:$($db.Port)" | ConvertTo-LabeledMetrics -AsObject | Merge-Metrics | ConvertTo-Metrics
            $byHand | Test-Metrics -Quiet -MinimumSeverity Warning | Should -BeTrue
            ($byHand | Test-Metrics).Rule | Should -Be 'Help'

            $multiplexer = Start-MetricsMultiplexer "web:$($web.Port)", "db:$($db.Port)" -ExportTo (Get-FreePort) | Wait-MetricsMultiplexer -For Up -Timeout 30 -PassThru
            $served = $multiplexer | Invoke-MetricsScrape | Where-Object Name -NotLike 'multiplexer_*' | ConvertTo-Metrics
            $served | Should -BeExactly $byHand
        }
        finally {
            Get-MetricsMultiplexer | Stop-MetricsMultiplexer
            $web.Dispose()
            $db.Dispose()
        }
    }
}
