BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    . "$PSScriptRoot/Examples.ps1"

    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'

    # What a terminal of 80 columns shows, without blanks at the ends.
    function Get-Shown {
        (($input | Out-String -Width 80) -replace "`r" -replace '(?m)[ \t]+$').Trim("`n")
    }
}

AfterAll {
    $PSStyle.OutputRendering = $rendering
}

Describe 'Views' {
    It 'fit 80 columns: <Name>' -ForEach @(
        @{ Name = 'families'; Script = { $shopPage | ConvertFrom-Metrics } }
        @{ Name = 'families as a list'; Script = { $shopPage | ConvertFrom-Metrics | Format-List } }
        @{ Name = 'metrics'; Script = { ($shopPage | ConvertFrom-Metrics).Metrics } }
        @{ Name = 'samples'; Script = { $shopPage | Select-MetricSample } }
        @{ Name = 'samples as a list'; Script = { $shopPage | Select-MetricSample | Format-List } }
        @{ Name = 'measures by family'; Script = { $shopPage | Measure-Metrics } }
        @{ Name = 'measures by label'; Script = { $shopPage | Measure-Metrics -By Label } }
        @{ Name = 'measures in total'; Script = { $shopPage | Measure-Metrics -By Total } }
        @{ Name = 'changes'; Script = { $exampleFiles['after.prom'] | Compare-Metrics $exampleFiles['before.prom'] -Interval 0:0:10 } }
        @{ Name = 'issues'; Script = { $exampleFiles['sloppy.prom'] | Test-Metrics } }
    ) {
        $lines = (& $Script | Get-Shown) -split "`n"
        $lines.Count | Should -BeGreaterThan 2
        $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }

    It 'draw a histogram' {
        $shopPage | ConvertFrom-Metrics | Where-Object Type -EQ Histogram | ForEach-Object Metrics | Format-List | Get-Shown | Should -BeExactly (@'
Labels : {}
Value  : count 1,245, sum 31.125, mean 0.025
         p50 ≈ 0.019, p90 ≈ 0.06, p99 ≈ 0.426
                ≤ 0.005        120  ███████
                 ≤ 0.01        360  ████████████████████▉
                 ≤ 0.05        620  ████████████████████████████████████
                  ≤ 0.1        100  █████▊
                  ≤ 0.5         40  ██▍
                  > 0.5          5  ▎
'@ -replace "`r")
    }

    It 'put values in units that suit them' {
        $page = @'
a_bytes 1572864
b_seconds 0.0000015
c_seconds 0.25
d_seconds_total 90061
e_ratio 0.123456
f_total 1234567
g_seconds_count 90061
h_huge 1.5e21
i_nan NaN
'@ -replace "`r"
        ($page -split "`n" | Select-MetricSample | ForEach-Object { [PromMultiplexer.Views.MetricsView]::Value($_) }) |
            Should -Be '1.5 MiB', '1.5 µs', '250 ms', '1d 1h', '0.123', '1,234,567', '90,061', '1.5e+21', 'NaN'
    }

    It 'say how each container fares' {
        $web = Open-Target "up 1`n"
        try {
            $port = Get-FreePort
            $gone = Get-FreePort
            $multiplexer = Start-MetricsMultiplexer "web:$($web.Port)", "gone:$gone" -ExportTo $port | Wait-MetricsMultiplexer -PassThru
            $multiplexer | Get-Shown | Should -BeExactly (@"
 Port State    Up    Containers                   Url
 ---- -----    --    ----------                   ---
$("$port".PadLeft(5)) Running  1/2   web, gone down               http://localhost:$port/metrics
"@ -replace "`r")
            $containers = ($multiplexer.Containers | Get-Shown) -split "`n"
            $containers[0] | Should -BeExactly 'Name             State Samples      Size    Took Failures Url or error'
            $containers[2] | Should -Match '^web              up          1       5 B .* 0 http://localhost:'
            $containers[3] | Should -Match '^gone             down        0       0 B .* \d+ refused: nobody'
            $multiplexer | Format-List | Get-Shown | Should -Match '(?m)^ +gone +down +0 samples  http://localhost'
        }
        finally {
            Get-MetricsMultiplexer | Stop-MetricsMultiplexer
            $web.Dispose()
        }
    }
}

Describe 'Objects' {
    BeforeAll {
        $samples = $shopPage | Select-MetricSample http_requests_total
    }

    It 'go into a file of comma-separated values and back' {
        $samples | Select-Object Name, Labels, Value, Type | Export-Csv "$TestDrive/samples.csv"
        $rows = Import-Csv "$TestDrive/samples.csv"
        $rows.Labels | Should -Be '{code="200",method="get"}', '{code="200",method="post"}', '{code="503",method="get"}'
        $rows.Type | Select-Object -Unique | Should -Be 'Counter'
    }

    It 'become JSON with their labels' {
        $json = $samples | ConvertTo-Json -EnumsAsStrings | ConvertFrom-Json
        $json[2].Labels.code | Should -Be '503'
        $json[2].Value | Should -Be 7
        $json[2].Type | Should -Be 'Counter'
    }

    It 'are grouped, sorted, filtered and summed by their labels and values' {
        $samples | Group-Object { $_.Labels.method } | Sort-Object Name | ForEach-Object Count | Should -Be 2, 1
        ($samples | Sort-Object Value).Value | Should -Be 7, 245, 993
        ($samples | Where-Object { $_.Labels['code'] -eq '503' }).Value | Should -Be 7
        ($samples | Measure-Object Value -Sum).Sum | Should -Be 1245
        ($shopPage | Measure-Metrics | Sort-Object Bytes -Descending)[0].Name | Should -Be 'request_duration_seconds'
        ($shopPage | ConvertFrom-Metrics | ConvertTo-Json -Depth 6 | ConvertFrom-Json)[2].Metrics[0].Histogram.Buckets[0].CumulativeCount | Should -Be 120
    }

    It 'are made of what Invoke-WebRequest answers' {
        $target = [PromMultiplexer.Tests.Hosting.MetricsTarget]::new("# TYPE jobs counter`njobs_total 1`n# EOF`n", '200 OK', 'application/openmetrics-text; version=1.0.0; charset=utf-8')
        try {
            (Invoke-WebRequest "http://127.0.0.1:$($target.Port)/" -NoProxy | ConvertFrom-Metrics).Name | Should -Be 'jobs_total'
        }
        finally {
            $target.Dispose()
        }
    }
}
