BeforeDiscovery {
    $programs = 'prometheus-node-exporter', 'prometheus-redis-exporter', 'redis-server', 'prometheus', 'promtool'
    $missing = if ($IsLinux) { $programs | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) } } else { $programs }
    if ($missing) {
        Write-Warning "SKIPPED: the tests with real programs, for want of $($missing -join ', '). On Debian: apt-get install prometheus prometheus-node-exporter prometheus-redis-exporter redis-server"
    }
}

# The multiplexer in pwsh over real exporters, as a real Prometheus sees it.
Describe 'Start-MetricsMultiplexer over real exporters' -Skip:([bool]$missing) {
    BeforeAll {
        . "$PSScriptRoot/Common.ps1"

        $running = [Collections.Generic.List[Diagnostics.Process]]::new()
        $ports = [ordered]@{ node = Get-FreePort; redis = Get-FreePort; prometheus = Get-FreePort }
        $scraperPort = Get-FreePort
        $multiplexerPort = Get-FreePort

        # Starts a program that writes into files of the test.
        function Open-Program([string] $Command, [string[]] $Argument) {
            $log = Join-Path $TestDrive "$($running.Count)-$Command"
            $process = Start-Process $Command $Argument -PassThru -RedirectStandardOutput "$log.out" -RedirectStandardError "$log.err"
            $running.Add($process)
            $process
        }

        function Open-NodeExporter {
            Open-Program prometheus-node-exporter "--web.listen-address=127.0.0.1:$($ports.node)"
        }

        function Open-Prometheus([string] $Name, [int] $Port, [string] $Configuration) {
            $file = Join-Path $TestDrive "$Name.yml"
            Set-Content $file $Configuration
            Open-Program prometheus "--config.file=$file", "--storage.tsdb.path=$TestDrive/$Name", "--web.listen-address=127.0.0.1:$Port"
        }

        # Tries a script until it gives something true, and gives that.
        function Wait-Until([scriptblock] $Script) {
            $deadline = [DateTime]::UtcNow.AddSeconds(60)
            do {
                if ($result = try { & $Script } catch { Write-Debug "$_" }) {
                    return $result
                }

                Start-Sleep -Milliseconds 50
            } until ([DateTime]::UtcNow -gt $deadline)

            throw "Never true: $Script"
        }

        function Get-SampleLine([string] $Page) {
            $Page -split "`n" -match '^[^#]'
        }

        # The lines of containers' samples on a merged page.
        function Get-ScrapedLine([string] $Page) {
            @(Get-SampleLine $Page) -notmatch '^multiplexer_'
        }

        Open-Program redis-server '--port', '0', '--unixsocket', "$TestDrive/redis", '--save', '""'
        Open-Program prometheus-redis-exporter "-web.listen-address=127.0.0.1:$($ports.redis)", "-redis.addr=unix://$TestDrive/redis"
        $nodeExporter = Open-NodeExporter
        Open-Prometheus target $ports.prometheus 'global: {}'
        foreach ($port in $ports.Values) {
            Wait-Until { Get-Page "http://127.0.0.1:$port/metrics" }
        }

        $map = $ports.GetEnumerator() | ForEach-Object { "$($_.Key):$($_.Value)" }
        $multiplexer = Start-MetricsMultiplexer $map -ExportTo $multiplexerPort
    }

    AfterAll {
        Get-MetricsMultiplexer | Stop-MetricsMultiplexer
        $running | Where-Object { -not $_.HasExited } | ForEach-Object { $_.Kill(); $_.WaitForExit() }
    }

    It 'labels every sample and loses none' {
        # A series may appear while the pages are fetched one after the other, but not time and again.
        Wait-Until {
            $direct = $ports.Values.ForEach{ @(Get-SampleLine (Get-Page "http://127.0.0.1:$_/metrics")).Count }
            $lines = Get-ScrapedLine (Get-Page $multiplexer.Url)
            $merged = $ports.Keys.ForEach{ @($lines -match "^[^ {]+\{(.*,)?container=`"$_`"[,}]").Count }
            "$merged" -eq "$direct" -and $lines.Count -eq ($direct | Measure-Object -Sum).Sum -and $lines.Count -gt 500
        } | Should -BeTrue
    }

    It 'gives a page that promtool can read' {
        $advice = Get-Page $multiplexer.Url | promtool check metrics 2>&1

        # 3 stands for advice on the exporters' names; what cannot be read is a 1.
        $LASTEXITCODE | Should -BeIn 0, 3 -Because "promtool said $($advice -join '; ')"
    }

    It 'gives a page that Prometheus takes, label and all' {
        Open-Prometheus scraper $scraperPort @"
global: {scrape_interval: 1s, scrape_timeout: 1s}
scrape_configs: [{job_name: pod, static_configs: [{targets: ['127.0.0.1:$multiplexerPort']}]}]
"@
        $api = "http://127.0.0.1:$scraperPort/api/v1"
        $target = Wait-Until { (Invoke-RestMethod "$api/targets").data.activeTargets | Where-Object health -NE unknown }
        $target.lastError | Should -BeExactly ''
        $target.health | Should -BeExactly 'up'

        $series = Wait-Until { (Invoke-RestMethod "$api/query?query={job=`"pod`"}").data.result.metric }
        $scraped = $series | Where-Object __name__ -NotMatch '^(multiplexer_.*|up|scrape_(duration_seconds|samples_scraped|samples_post_metric_relabeling|series_added))$'
        $scraped.Count | Should -BeGreaterThan 500
        $scraped.container | Sort-Object -Unique | Should -Be @($ports.Keys | Sort-Object)
    }

    It 'leaves out a container that is killed, and takes it in again when it is back' {
        $nodeExporter.Kill()
        $nodeExporter.WaitForExit()
        $page = Wait-Until { Get-Page $multiplexer.Url | Where-Object { $_ -match 'multiplexer_container_up\{container="node"\} 0' } }
        $page | Should -Not -Match '(?m)^node_.*container="node"'
        $page | Should -Match '(?m)^redis_up\{container="redis"\} 1$'

        Open-NodeExporter
        $page = Wait-Until { Get-Page $multiplexer.Url | Where-Object { $_ -match 'multiplexer_container_up\{container="node"\} 1' } }
        $page | Should -Match '(?m)^node_.*container="node"'
    }
}
