BeforeDiscovery {
    $lineEndNote = if ($IsWindows) { ' (SKIPPED: on Windows PowerShell ends lines with CR LF, which Prometheus refuses)' } else { '' }
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"

    $one = "$TestDrive/one.txt"
    $two = "$TestDrive/two.txt"
    [IO.File]::WriteAllText($one, "# A.`na 1`nb 2`nc 3")
    [IO.File]::WriteAllText($two, 'd 4')
}

Describe 'Files from Get-Content' {
    It 'are a page each: <_>' -ForEach @(
        { Get-Content $one, $two }
        { Get-Content $one, $two -ReadCount 0 }
        { Get-Content $one, $two -ReadCount 2 }
        { Get-Content $one, $two -AsByteStream }
        { Get-Content $one, $two -Raw }
        { $one, $two | ForEach-Object { Get-Content $_ -Raw } }
        { $two, $one | Sort-Object | Get-Item | Get-Content }
        { Get-Content $one, $two | Where-Object { $_ -notlike '#*' } }
    ) {
        & $_ | ConvertFrom-Metrics | ForEach-Object { "$($_.Name) $(Split-Path $_.Path -Leaf)" } | Should -Be 'a one.txt', 'b one.txt', 'c one.txt', 'd two.txt'
    }

    It 'are a page each also where it is the same file again' {
        (Get-Content $two, $two | ConvertFrom-Metrics -Strict).Name | Should -Be 'd', 'd'
    }

    It 'go on with lines of no file' {
        & { '# TYPE d gauge'; Get-Content $two; 'd{e="f"} 1' } | ConvertFrom-Metrics | ForEach-Object { "$_" } | Should -Be 'd (Gauge, 2)'
    }

    It 'are named with the line where one is bad' {
        [IO.File]::WriteAllText("$TestDrive/bad.txt", "d 1`nd{`n")
        $issue = Get-Content $one, "$TestDrive/bad.txt" | Test-Metrics -MinimumSeverity Error
        Split-Path $issue.Source -Leaf | Should -Be 'bad.txt'
        $issue.Line | Should -Be 2
    }
}

Describe 'Paths' {
    It 'that lead to no page let no gate pass: <_>' -ForEach '*.nope', 'a[.prom', 'nodrive:\x', 'Env:\PATH', '.' {
        Push-Location $TestDrive
        try {
            Test-Metrics $_ -Quiet -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeFalse
            $problem | Should -HaveCount 1
            $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            Test-Metrics -LiteralPath $_ -Quiet -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeFalse
            $problem | Should -HaveCount 1
            $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }
        finally {
            Pop-Location
        }
    }
}

Describe 'Pages' {
    It "that cmdlets write are pages in a file: <_>$lineEndNote" -Skip:$IsWindows -ForEach @(
        { 'up 1' | ConvertTo-Metrics OpenMetrics > page.om }
        { 'up 1' | ConvertTo-Metrics OpenMetrics | Set-Content page.om }
        { 'up 1' | ConvertTo-Metrics OpenMetrics | Out-File page.om }
        { 'up 1' | ConvertTo-Metrics OpenMetrics | ConvertTo-LabeledMetrics web > page.om }
        { 'up 1' | ConvertTo-Metrics > page.prom }
        { 'up{a="b"} 1' | ConvertTo-LabeledMetrics web | Set-Content page.prom }
    ) {
        Push-Location $TestDrive
        try {
            & $_
            Test-Metrics page.* -Strict -ExcludeRule Help | Should -BeNullOrEmpty
        }
        finally {
            Remove-Item page.*
            Pop-Location
        }
    }

    It 'are themselves to the byte in a file with -NoNewline: <Format>' -ForEach @(
        @{ Format = 'OpenMetrics'; Page = "# TYPE up unknown`nup 1.0`n# EOF" }
        @{ Format = 'Text'; Page = "# TYPE up untyped`nup 1`n" }
    ) {
        'up 1' | ConvertTo-Metrics $Format | Set-Content "$TestDrive/page" -NoNewline
        [IO.File]::ReadAllText("$TestDrive/page") | Should -BeExactly $Page
        (Test-Metrics "$TestDrive/page" -Strict).Rule | Should -Be 'Help'
    }

    It 'are as received from a target' {
        $page = "# TYPE up unknown`nup 1`n# EOF`n"
        $target = [PromMultiplexer.Tests.Hosting.MetricsTarget]::new($page, '200 OK', 'application/openmetrics-text; version=1.0.0; charset=utf-8')
        try {
            Invoke-MetricsScrape "web:$($target.Port)" -Raw | Set-Content "$TestDrive/page.om" -NoNewline
            [IO.File]::ReadAllText("$TestDrive/page.om") | Should -BeExactly $page
        }
        finally {
            $target.Dispose()
        }
    }
}
