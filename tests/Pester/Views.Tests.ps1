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
        @{ Name = 'changes of several pages'; Script = { $exampleFiles['after.prom'], $shopPage | Compare-Metrics @($exampleFiles['before.prom'], '') } }
        @{ Name = 'issues'; Script = { $exampleFiles['sloppy.prom'] | Test-Metrics } }
    ) {
        $lines = (& $Script | Get-Shown) -split "`n"
        $lines.Count | Should -BeGreaterThan 2
        $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }

    It 'tell several targets apart' {
        $shop = [PromMultiplexer.Tests.Hosting.MetricsTarget]::Changing("# TYPE c counter`nc 100`n", "# TYPE c counter`nc 110`n")
        $web = Open-Target "# TYPE c counter`nc 3`n"
        try {
            $targets = "shop:$($shop.Port)", "http://localhost:$($web.Port)/"
            $before = Invoke-MetricsScrape $targets
            Invoke-MetricsScrape $targets | Compare-Metrics $before -Interval 0:0:10 -IncludeEqual | Get-Shown | Should -BeExactly (@"
Change  Before After Rate or +/- Source          Series
------  ------ ----- ----------- ------          ------
Changed    100   110         1/s shop            c
Same         3     3         0/s $("localhost:$($web.Port)".PadRight(15)) c
"@ -replace "`r")
        }
        finally {
            $shop.Dispose()
            $web.Dispose()
        }
    }

    It 'show all digits of numbers: <Name>' -ForEach @(
        @{ Name = 'changes'; Script = { "a 223456789.5`nb -999999999.5`nc_time_seconds 1.7e9`n" | Compare-Metrics "a 123456789.5`nb 1`nc_time_seconds 1.6e9`n" }
            Expected = '123,456,789.5 +223,456,789.5 +\+100,000,000 a\n.* -999,999,999.5 +-1e\+9 b\n.* 2020-09-\d\d \d\d:\d\d +2023-11-\d\d \d\d:\d\d ' }
        @{ Name = 'many changes'; Script = { "$(-join (1..2000).ForEach{ "a$_ 1`n" })z 123456789.5`n" | Compare-Metrics '' }; Expected = '(?m)^New +123,456,789.5 +z$' }
        @{ Name = 'changes of files with long names'; Expected = '(?m)^Changed 1,234,567.5 -999,999,999.5 +-1\.001e\+9 x+….*x[12]\.prom +a_name'
            Script = {
                $before, $after = 'before', 'after' | ForEach-Object { New-Item "$TestDrive/$_" -ItemType Directory -Force }
                foreach ($name in 1, 2 | ForEach-Object { "$('x' * 60)$_.prom" }) {
                    Set-Content "$before/$name" 'a_name_that_is_rather_long 1234567.5'
                    Set-Content "$after/$name" 'a_name_that_is_rather_long -999999999.5'
                }
                Get-ChildItem $after | Compare-Metrics (Get-ChildItem $before)
            } }
        @{ Name = 'changes of several pages'; Script = { "a 223456789.5`n", "b 1`n" | Compare-Metrics @("a 123456789.5`n", "b 1`n") }
            Expected = '123,456,789.5 +223,456,789.5 +\+100,000,000 page 1 +a' }
        @{ Name = 'measures by family'; Script = { [PromMultiplexer.FamilyMeasure] @{ Name = 'a'; Series = 123456789 } }; Expected = '(?m)^123456789 ' }
        @{ Name = 'measures by label'; Script = { [PromMultiplexer.LabelMeasure] @{ Name = 'a'; Series = 123456789; Values = 123456780 } }; Expected = '(?m)^123456780 123456789 ' }
        @{ Name = 'issues'; Script = { "$("# x`n" * 1000002)a{" | Test-Metrics }; Expected = '(?m)^ *1000003 Error ' }
        @{ Name = 'series that are watched'; Script = { Watch-Metrics "web:$($numbers.Port)" -Count 2 -IntervalSec 0.01 }
            Expected = '(?m)^ +-999,999,999.5 +▁ +a$[\s\S]*^ *2023-11-\d\d \d\d:\d\d +▁ +b_time_seconds$[\s\S]*^ +1,100,000 +[\d,.e+]+/s ▁ +c$' }
    ) {
        $numbers = [PromMultiplexer.Tests.Hosting.MetricsTarget]::Changing("a -999999999.5`nb_time_seconds 1.7e9`n# TYPE c counter`nc 1`n", "# TYPE c counter`nc 1100000`n")
        try {
            $shown = & $Script | Get-Shown
            $shown | Should -Match $Expected
            $shown -split "`n" | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        }
        finally {
            $numbers.Dispose()
        }
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
            $multiplexer | Stop-MetricsMultiplexer
            $multiplexer | Get-Shown | Should -Match '(?m)^ *\d+ Stopped  -     web, gone '
        }
        finally {
            Get-MetricsMultiplexer | Stop-MetricsMultiplexer
            $web.Dispose()
        }
    }
}

Describe 'Views of what is from several targets' {
    BeforeAll {
        $shop = Open-Target "# HELP up Up.`n# TYPE up gauge`nup 1`n"
    }

    AfterAll {
        $shop.Dispose()
    }

    It 'say what is from which: <Name>' -ForEach @(
        @{ Name = 'families'; Script = { Invoke-MetricsScrape "shop:$($shop.Port),cache:$($shop.Port)" } }
        @{ Name = 'families as a list'; Script = { Invoke-MetricsScrape "shop:$($shop.Port),cache:$($shop.Port)" | Format-List } }
        @{ Name = 'samples'; Script = { Invoke-MetricsScrape "shop:$($shop.Port),cache:$($shop.Port)" | Select-MetricSample } }
        @{ Name = 'samples as a list'; Script = { Invoke-MetricsScrape "shop:$($shop.Port),cache:$($shop.Port)" | Select-MetricSample | Format-List } }
        @{ Name = 'series that are watched'; Script = { Watch-Metrics "shop:$($shop.Port),cache:$($shop.Port)" -Count 1 } }
    ) {
        $shown = & $Script | Get-Shown
        [regex]::Matches($shown, '(?m)^   Source: (.*)$').ForEach{ $_.Groups[1].Value } |
            Should -Be "shop, http://localhost:$($shop.Port)/metrics", "cache, http://localhost:$($shop.Port)/metrics"
        $shown -split "`n" | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }

    It 'name a URL or a file that has no container' {
        Invoke-MetricsScrape "http://localhost:$($shop.Port)/metrics" | Get-Shown | Should -Match "(?m)^   Source: http://localhost:$($shop.Port)/metrics$"
        Set-Content "$TestDrive/shop.prom" 'up 1'
        Get-Item "$TestDrive/shop.prom" | Select-MetricSample | Get-Shown | Should -Match '(?m)^   Source: .*shop\.prom$'
        'up 1' | Select-MetricSample | Get-Shown | Should -Not -Match 'Source'
    }

    It 'hold a name and a URL of any length in 80 columns' {
        $url = "http://localhost:$($shop.Port)/$('x' * 100)/metrics"
        $shown = (Invoke-MetricsScrape $url -ContainerName ('y' * 60) | Get-Shown) -split "`n"
        $shown[0] | Should -Match '^   Source: y+….*x/metrics$'
        $shown | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }
}

Describe 'Views of what a hostile page says' {
    BeforeAll {
        $hostilePage = "# HELP a_total An `e[31malarm.`n# TYPE a_total counter`na_total{x=`"`e[31mred`e]0;pwned`a`",y=`"\n$([char] 0x9b)1m$([char] 0x202e)`"} 1`n"
    }

    It 'spell control characters out: <Name>' -ForEach @(
        @{ Name = 'families'; Script = { $hostilePage | ConvertFrom-Metrics } }
        @{ Name = 'families as a list'; Script = { $hostilePage | ConvertFrom-Metrics | Format-List } }
        @{ Name = 'metrics'; Script = { ($hostilePage | ConvertFrom-Metrics).Metrics } }
        @{ Name = 'metrics as a list'; Script = { ($hostilePage | ConvertFrom-Metrics).Metrics | Format-List } }
        @{ Name = 'samples'; Script = { $hostilePage | Select-MetricSample } }
        @{ Name = 'samples as a list'; Script = { $hostilePage | Select-MetricSample | Format-List } }
        @{ Name = 'measures by label'; Script = { $hostilePage | Measure-Metrics -By Label } }
        @{ Name = 'changes'; Script = { $hostilePage | Compare-Metrics ($hostilePage -replace ' 1$', ' 2') } }
        @{ Name = 'changes as a list'; Script = { $hostilePage | Compare-Metrics ($hostilePage -replace ' 1$', ' 2') -IncludeEqual | Format-List } }
        @{ Name = 'changes of several sources'; Script = { $hostilePage, $hostilePage | Compare-Metrics ($hostilePage, $hostilePage -replace ' 1\n', " 2`n") } }
        @{ Name = 'changes of several sources as a list'; Script = { $hostilePage, $hostilePage | Compare-Metrics ($hostilePage, $hostilePage -replace ' 1\n', " 2`n") | Format-List } }
        @{ Name = 'series that are watched'; Script = { Watch-Metrics "web:$($hostile.Port)" -Count 1 } }
        @{ Name = 'series that are watched, as a list'; Script = { Watch-Metrics "web:$($hostile.Port)" -Count 1 | Format-List } }
    ) {
        $hostile = Open-Target $hostilePage
        try {
            # Also where colors are written out.
            $PSStyle.OutputRendering = 'Ansi'
            $shown = & $Script | Out-String -Width 200
            ($shown -replace '\e\[[\d;]*m') -replace '\r?\n' | Should -Not -Match '\p{C}'
            $shown | Should -Match '\\u001b\[31m'
            $shown | Should -Not -Match '\e\[31m'
        }
        finally {
            $PSStyle.OutputRendering = 'PlainText'
            $hostile.Dispose()
        }
    }

    It 'leave the values themselves as they are' {
        ($hostilePage | Select-MetricSample).Labels.x | Should -BeExactly "`e[31mred`e]0;pwned`a"
        ($hostilePage | ConvertFrom-Metrics).Help | Should -BeExactly "An `e[31malarm."
    }
}

Describe 'Views of copies from another session or a file' {
    BeforeAll {
        function Copy-Object {
            process { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($_, 1)) }
        }
    }

    It 'show what the originals show: <Name>' -ForEach @(
        @{ Name = 'families'; Script = { $shopPage | ConvertFrom-Metrics } }
        @{ Name = 'samples'; Script = { $shopPage | Select-MetricSample } }
        @{ Name = 'measures by family'; Script = { $shopPage | Measure-Metrics } }
        @{ Name = 'measures by label'; Script = { $shopPage | Measure-Metrics -By Label } }
        @{ Name = 'changes'; Script = { $exampleFiles['after.prom'] | Compare-Metrics $exampleFiles['before.prom'] -Interval 0:0:10 } }
        @{ Name = 'issues'; Script = { $exampleFiles['sloppy.prom'] | Test-Metrics } }
        @{ Name = 'series that are watched'; Script = { Watch-Metrics "shop:$($shop.Port)" -Count 2 -IntervalSec 0.01 } }
    ) {
        $shop = Open-Target $shopPage
        try {
            $originals = & $Script
            $originals | Copy-Object | Get-Shown | Should -BeExactly ($originals | Get-Shown)
        }
        finally {
            $shop.Dispose()
        }
    }

    It 'show the metrics of a family and the labels of a sample in lists' {
        $page = "# TYPE a_total counter`na_total{x=`"1`",y=`"2`"} 5`n# TYPE h histogram`nh_bucket{le=`"1`"} 1`nh_bucket{le=`"+Inf`"} 2`nh_sum 3`nh_count 2`n"
        $page | ConvertFrom-Metrics | Copy-Object | Format-List | Get-Shown | Should -Match '(?ms)^Metrics : \{x="1",y="2"\} 5$.*^Metrics : count 2, sum 3$'
        $page | Select-MetricSample a_total | Copy-Object | Format-List | Get-Shown | Should -Match '(?m)^Labels +: \{x="1",y="2"\}$'

        # Import-Clixml knows more of a family than a job does.
        $page | ConvertFrom-Metrics | Export-Clixml "$TestDrive/families.xml"
        $metrics = ((Import-Clixml "$TestDrive/families.xml").Metrics | Get-Shown) -split "`n"
        $metrics[2, 3] -replace ' +', ' ' | Should -Be '{x="1",y="2"} 5', '{} count 2, sum 3'
    }

    It 'show how the containers of a multiplexer fare' {
        $shop = Open-Target $shopPage
        try {
            $multiplexer = Start-MetricsMultiplexer "shop:$($shop.Port)", "gone:$(Get-FreePort)" -ExportTo (Get-FreePort) | Wait-MetricsMultiplexer -PassThru
            $multiplexer | Copy-Object | Get-Shown | Should -Match '1/2 +shop \(up\), gone \(down\) +http:'
            $multiplexer | Copy-Object | Format-List | Get-Shown | Should -Match '(?m)^Containers +: shop \(up\)\n +gone \(down\)$'
            $containers = ($multiplexer.Containers | Copy-Object | Get-Shown) -split "`n"
            $containers[2] | Should -Match '^shop +up +12 .* http://localhost:'
            $containers[3] | Should -Match '^gone +down .* refused: nobody'
            $multiplexer | Export-Clixml "$TestDrive/multiplexer.xml"
            Import-Clixml "$TestDrive/multiplexer.xml" | Get-Shown | Should -Match '1/2 +shop, gone down +http:'
        }
        finally {
            Get-MetricsMultiplexer | Stop-MetricsMultiplexer
            $shop.Dispose()
        }
    }

    It 'show what a job has scraped' {
        $shop = Open-Target $shopPage
        try {
            $script = "Import-Module '$checkout/PromMultiplexer.psd1'; Invoke-MetricsScrape shop:$($shop.Port) | Select-MetricSample -Name process_*"
            $samples = Start-Job ([scriptblock]::Create($script)) | Receive-Job -Wait -AutoRemoveJob
            $samples | Get-Shown | Should -Match '(?m)^ +46 MiB process_resident_memory_bytes$'
            $samples | Get-Shown | Should -Match '(?m)^   Source: shop, http:'
        }
        finally {
            $shop.Dispose()
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
