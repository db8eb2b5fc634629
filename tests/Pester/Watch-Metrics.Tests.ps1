BeforeDiscovery {
    # A terminal is made by script, of util-linux.
    $noTerminal = -not ($IsLinux -and (Get-Command script -CommandType Application -ErrorAction Ignore))
    $note = if ($noTerminal) { ' (SKIPPED: no terminal can be made here, which takes Linux and script, of util-linux)' } else { '' }
    $signalNote = if ($IsWindows) { ' (SKIPPED: no SIGINT can be sent on Windows)' } else { '' }
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $target = Open-Target "# TYPE jobs_total counter`njobs_total 3`n# TYPE up gauge`nup 1`n"

    # A pwsh that runs a script, its output read by nobody but the test.
    function Open-Pwsh([string] $Script) {
        $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath, [string[]] ('-NoProfile', '-NonInteractive', '-Command', $Script))
        $start.RedirectStandardOutput = $true
        $start.RedirectStandardError = $true
        [Diagnostics.Process]::Start($start)
    }

    # What a script writes to a terminal.
    function Get-Screen([string] $Script, [int] $Row = 24, [int] $Column = 80) {
        Set-Content "$TestDrive/watch.ps1" "Import-Module '$checkout/PromMultiplexer.psd1'; $Script"
        $output = & script -qec "stty cols $Column rows $Row; $([Environment]::ProcessPath) -NoProfile -File $TestDrive/watch.ps1" /dev/null
        $output -join "`n" -replace "`r"
    }

    # What Watch-Metrics draws in a terminal: one text for each time, whose lines the next time goes back over.
    function Get-Frame([string] $Argument, [int] $Row = 24, [int] $Column = 80, [int] $Line = 6) {
        (Get-Screen "Watch-Metrics $Argument -Screen -IntervalSec 0.1" $Row $Column) -split "\e\[${Line}F\e\[J"
    }
}

AfterAll {
    $target.Dispose()
}

Describe 'Watch-Metrics' {
    It 'writes rows, and no control characters, where the output is redirected' {
        $output = Invoke-NewPwsh "Import-Module '$checkout/PromMultiplexer.psd1'; Watch-Metrics web:$($target.Port) -Screen -Count 2 -IntervalSec 0.1 | Out-String -Width 80"
        $output -join "`n" | Should -Match '(?m)^ +3 +0/s ▁ +jobs_total$'
        $output -join "`n" | Should -Not -Match '\e\[\d+F'
    }

    It 'draws the table in place in a terminal<note>' -Skip:$noTerminal -ForEach @{ note = $note } {
        $frames = @(Get-Frame "web:$($target.Port) -Count 3")
        $frames.Count | Should -Be 3
        $frames[2] | Should -Match "http://localhost:$($target.Port)/metrics  every 0.1 s, Ctrl\+C ends\n"
        $frames[2] | Should -Match '(?m)^jobs_total +3 +0/s ▁▁$'
        $frames[2] | Should -Match '(?m)^up +1 +▁▁▁$'
    }

    It 'writes rows in a terminal, whoever takes them<note>' -Skip:$noTerminal -ForEach @{ note = $note } {
        $watch = "Watch-Metrics web:$($target.Port) up -Count 1"
        $screen = Get-Screen @"
            `$rows = $watch; "assigned `$(@(`$rows).Count)"
            function Watch-Up { $watch }
            `$rows = Watch-Up; "from a function `$(@(`$rows).Count)"
            $watch -OutVariable kept | Out-Null; "kept `$(`$kept.Count)"
            "in an expression `$(($watch).Series)"
            $watch > '$TestDrive/rows.txt'
            'shown:'
            $watch
"@
        $screen | Should -Match 'assigned 1\nfrom a function 1\nkept 1\nin an expression up\nshown:\n'
        $screen -replace '\e\[[\d;]*m' | Should -Match '(?m)^ +1 +▁ +up$'
        $screen | Should -Not -Match '\e\[\d+F'
        Get-Content "$TestDrive/rows.txt" -Raw | Should -Match '(?m)^ +1 +▁ +up\r?$'
    }

    It 'writes errors in a terminal too, once, and draws on below them<note>' -Skip:$noTerminal -ForEach @{ note = $note } {
        $screen = Get-Screen @"
            Watch-Metrics gone:$(Get-FreePort), web:$($target.Port) up -Screen -Count 3 -IntervalSec 0.1 -ErrorVariable failed
            "failed `$(`$failed.Count), `$(`$error.Count), `$?"
            try { Watch-Metrics gone:$(Get-FreePort) -Screen -Count 1 -ErrorAction Stop } catch { "caught `$(`$_.FullyQualifiedErrorId)" }
"@
        $screen | Should -Match '(?m)^failed 1, 1, '
        $screen | Should -Match '(?m)^caught ScrapeRefused,'
        $frames = $screen -split '\e\[6F\e\[J'
        $frames.Count | Should -Be 3
        ($frames[0] -replace '\e\[[\d;]*m' -split 'nobody listens').Count | Should -BeGreaterThan 1
        $frames[1] | Should -Match '(?m)^up +1 '
    }

    It 'draws a narrower table in a terminal of <Column> columns<note>' -Skip:$noTerminal -ForEach @(
        @{ note = $note; Column = 41; Expected = '(?m)^jobs_total +3 +0/s$' }
        @{ note = $note; Column = 28; Expected = '(?m)^jobs_total +3$' }
        @{ note = $note; Column = 16; Expected = '(?m)^j….* +3$' }
        @{ note = $note; Column = 2; Expected = '(?m)^…$' }
        @{ note = $note; Column = 0; Expected = '(?m)^jobs_total +3 +0/s ▁$' }
    ) {
        $frames = @(Get-Frame "web:$($target.Port) -Count 2" -Column $Column)
        $frames.Count | Should -Be 2
        $frames[1] -replace '\e\[[\d;]*[A-Za-z]' | Should -Match $Expected
        if ($Column) {
            $frames -replace '\e\[?[?\d;]*[A-Za-z=]' -split "`n" | Where-Object Length -GE $Column | Should -BeNullOrEmpty
        }
    }

    It 'says in a terminal which series are of which target<note>' -Skip:$noTerminal -ForEach @{ note = $note } {
        $frames = @(Get-Frame "shop:$($target.Port), cache:$($target.Port) up -Count 2" -Line 8)
        $frames.Count | Should -Be 2
        $frames[1] -replace '\e\[[\d;]*m' | Should -Match "(?m)^shop, http://localhost:$($target.Port)/metrics\nup +1 .*\ncache, http://localhost:$($target.Port)/metrics\nup +1 "
    }

    It 'draws no more than has room in the terminal<note>' -Skip:$noTerminal -ForEach @{ note = $note } {
        $frames = @(Get-Frame "shop:$($target.Port), cache:$($target.Port), web:$($target.Port) -Count 2" -Row 12 -Line 10)
        $frames.Count | Should -Be 2
        $frames[1] -replace '\e\[[\d;]*m' | Should -Match '(?m)^cache, .*\njobs_total .*\nup .*\n\.\.\. and 2 more$'
    }

    It 'shows control characters in a terminal as text<note>' -Skip:$noTerminal -ForEach @{ note = $note } {
        $hostile = Open-Target "a{x=`"`e]0;pwned`a`"} 1`n"
        try {
            Get-Frame "web:$($hostile.Port) -Count 1" | Should -Match '(?m)^a\{x="\\u001b\]0;pwned\\u0007"\}'
        }
        finally {
            $hostile.Dispose()
        }
    }

    It "ends at Ctrl+C at once, whatever it waits for$signalNote" -Skip:$IsWindows {
        $watching = Open-Pwsh "Import-Module '$checkout/PromMultiplexer.psd1'; 'watching'; Watch-Metrics web:$($target.Port) -IntervalSec 3600 | ForEach-Object { ""`$_"" }"
        try {
            do {
                $line = $watching.StandardOutput.ReadLineAsync().WaitAsync([timespan]::FromSeconds(30)).GetAwaiter().GetResult()
            } until ($null -eq $line -or $line -eq 'up 1')
            $line | Should -Be 'up 1'

            & kill -INT $watching.Id
            $watching.WaitForExit(10000) | Should -BeTrue
        }
        finally {
            if (-not $watching.HasExited) { $watching.Kill() }
        }
    }
}
