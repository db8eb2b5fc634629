BeforeDiscovery {
    # What is missing is said in the test's name, so that nobody takes a skipped test for one that passed.
    $programs = 'prometheus', 'promtool', 'prometheus-node-exporter', 'prometheus-redis-exporter', 'redis-server'
    $missing = $programs | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) }
    $note = if ($missing) { " (SKIPPED: no $($missing -join ', ') here, which packages of Debian have)" } else { '' }
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"

    # Starts a program whose output nobody reads.
    function Open-Program([string] $Name, [string[]] $Argument) {
        $log = Join-Path $TestDrive "$Name-$([guid]::NewGuid())"
        Start-Process $Name -ArgumentList $Argument -PassThru -RedirectStandardOutput "$log.out" -RedirectStandardError "$log.err"
    }

    # Asks until the answer is what is waited for; gives the last answer.
    function Wait-Answer([scriptblock] $Ask, [scriptblock] $Until) {
        $deadline = [DateTime]::UtcNow.AddSeconds(60)
        do {
            $answer = try { & $Ask } catch { $null }
            if (& $Until $answer) {
                return $answer
            }

            Start-Sleep -Milliseconds 100
        } until ([DateTime]::UtcNow -gt $deadline)

        $answer
    }
}

Describe 'Three real exporters' {
    It "give a page that promtool and a real Prometheus take, with every sample labeled<note>" -Skip:([bool] $missing) -ForEach @{ note = $note } {
        $ports = @{ node = Get-FreePort; redis = Get-FreePort; prometheus = Get-FreePort; page = Get-FreePort; server = Get-FreePort }
        $configuration = Join-Path $TestDrive 'prometheus.yml'
        Set-Content $configuration @"
global: {scrape_interval: 1s}
scrape_configs:
  - job_name: pod
    static_configs: [{targets: ['127.0.0.1:$($ports.page)']}]
"@
        $running = @(
            Open-Program redis-server '--port', $ports.server, '--bind', '127.0.0.1', '--save', '""'
            Open-Program prometheus-node-exporter "--web.listen-address=127.0.0.1:$($ports.node)"
            Open-Program prometheus-redis-exporter "--web.listen-address=127.0.0.1:$($ports.redis)", "--redis.addr=redis://127.0.0.1:$($ports.server)"
            Open-Program prometheus "--config.file=$configuration", "--storage.tsdb.path=$(Join-Path $TestDrive data)", "--web.listen-address=127.0.0.1:$($ports.prometheus)"
        )
        try {
            $map = 'node', 'redis', 'prometheus' | ForEach-Object { "$($_):$($ports[$_])" }
            $multiplexer = Start-MetricsMultiplexer $map -ExportTo $ports.page
            $page = Wait-Answer { Get-Page $multiplexer.Url } { ([regex]::Matches($args[0], '(?m)^multiplexer_container_up\{.*\} 1$')).Count -eq 3 }

            $samples = $page -split "`n" | Where-Object { $_ -and $_ -notmatch '^(#|multiplexer_)' }
            $samples.Count | Should -BeGreaterThan 500
            $samples | Where-Object { $_ -notmatch '[{,]container="(node|redis|prometheus)"[,}]' } | Should -BeNullOrEmpty
            foreach ($container in $multiplexer.Containers) {
                ($samples -match "container=`"$($container.Name)`"").Count | Should -BeGreaterThan 100
            }

            # promtool ends with 3 where it has only remarks on style.
            $page | promtool check metrics 2>&1 | Where-Object { $_ -match '^error' } | Should -BeNullOrEmpty
            $LASTEXITCODE | Should -BeIn 0, 3

            # By hand: scraped at once, labeled, merged, checked.
            $byHand = Invoke-MetricsScrape $map -ErrorAction Stop | ConvertTo-LabeledMetrics -AsObject | Merge-Metrics -WarningAction SilentlyContinue
            $byHand | Select-MetricSample '{container!~"node|redis|prometheus"}' | Should -BeNullOrEmpty
            $byHand | ConvertTo-Metrics | Test-Metrics -Quiet -MinimumSeverity Warning | Should -BeTrue
            ($byHand | Measure-Metrics -By Label | Where-Object Name -EQ container).Values | Should -Be 3
            foreach ($format in 'OpenMetrics', 'Protobuf') {
                $again = $byHand | ConvertTo-Metrics $format | ConvertFrom-Metrics | Measure-Metrics -By Total
                $again.Series | Should -BeGreaterOrEqual ($byHand | Measure-Metrics -By Total).Series
            }

            # What promtool remarks, Test-Metrics remarks, and nothing else.
            $node = Invoke-MetricsScrape $map[0] -Raw -Protocol Text
            $remarks = $node | promtool check metrics 2>&1 | ForEach-Object { "$_" } | Sort-Object -Unique
            $node | Test-Metrics | ForEach-Object { "$($_.Family) $($_.Message)" } | Sort-Object -Unique | Should -Be $remarks

            $api = "http://127.0.0.1:$($ports.prometheus)/api/v1"
            $targets = Wait-Answer { Invoke-RestMethod "$api/targets" -NoProxy } { $args[0].data.activeTargets.health -eq 'up' }
            $targets.data.activeTargets.health | Should -Be 'up'
            $targets.data.activeTargets.lastError | Should -BeNullOrEmpty
            $unlabeled = [uri]::EscapeDataString('{job="pod",container="",__name__!~"multiplexer_.*|up|scrape_.*"}')
            (Invoke-RestMethod "$api/query?query=$unlabeled" -NoProxy).data.result | Should -BeNullOrEmpty
            $labeled = [uri]::EscapeDataString('count by (container) ({job="pod",container!=""})')
            $counted = Wait-Answer { Invoke-RestMethod "$api/query?query=$labeled" -NoProxy } { $args[0].data.result.Count -eq 3 }
            $counted.data.result.metric.container | Sort-Object | Should -Be 'node', 'prometheus', 'redis'
        }
        finally {
            Get-MetricsMultiplexer | Stop-MetricsMultiplexer
            $running | Stop-Process -Force -ErrorAction Ignore
        }
    }
}
