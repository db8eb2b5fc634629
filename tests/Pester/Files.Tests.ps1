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
