BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $target = Open-Target (@'
# HELP http_requests_total Requests that were answered, by status code and method.
# TYPE http_requests_total counter
http_requests_total{code="200",method="get"} 1027
http_requests_total{code="404",method="get"} 3
# TYPE latency_seconds histogram
latency_seconds_bucket{le="0.5"} 2
latency_seconds_bucket{le="+Inf"} 3
latency_seconds_sum 1.5
latency_seconds_count 3

'@ -replace "`r")
}

AfterAll {
    $target.Dispose()
}

Describe 'Invoke-MetricsScrape' {
    It 'gives families that are filtered and sorted like any objects' {
        $family = Invoke-MetricsScrape "web:$($target.Port)" | Where-Object Type -EQ Counter

        $family.Name | Should -Be 'http_requests_total'
        $family.Url | Should -Be "http://localhost:$($target.Port)/metrics"
        ($family.Metrics.Counter.Value | Measure-Object -Sum).Sum | Should -Be 1030
    }

    It 'shows families as a table of 80 columns' {
        Invoke-MetricsScrape "web:$($target.Port)" | Out-String -Width 80 | Should -BeExactly (@"

   Source: web, http://localhost:$($target.Port)/metrics

Name                                 Type           Metrics Help
----                                 ----           ------- ----
http_requests_total                  Counter              2 Requests that were …
latency_seconds                      Histogram            1 


"@ -replace "`r?`n", [Environment]::NewLine)
    }

    It 'shows metrics as labels and values' {
        (Invoke-MetricsScrape "web:$($target.Port)").Metrics | Out-String -Width 80 | Should -BeExactly (@'

Labels                                               Value
------                                               -----
{code="200",method="get"}                            1,027
{code="404",method="get"}                            3
{}                                                   count 3, sum 1.5


'@ -replace "`r?`n", [Environment]::NewLine)
    }

    It 'gives errors that a script can tell apart' {
        $families = Invoke-MetricsScrape "gone:$(Get-FreePort)", 'nowhere', "web:$($target.Port)" -ErrorVariable problems -ErrorAction SilentlyContinue

        $families | Should -HaveCount 2
        $problems.FullyQualifiedErrorId | Should -Be 'ScrapeRefused,PromMultiplexer.Commands.InvokeMetricsScrapeCommand', 'TargetInvalid,PromMultiplexer.Commands.InvokeMetricsScrapeCommand'
        $problems[0].Exception.Reason | Should -Be 'refused'
        $problems[0].ErrorDetails.RecommendedAction | Should -Be 'Check the port, and that the target is up.'
    }

    It 'can end a script' {
        { Invoke-MetricsScrape "gone:$(Get-FreePort)" -ErrorAction Stop } | Should -Throw -ErrorId 'ScrapeRefused,*'
    }
}
