# What the test files share. Each dot-sources it in its BeforeAll.

$ErrorActionPreference = 'Stop'

$checkout = (Resolve-Path "$PSScriptRoot/../..").Path
$moduleFolder = Join-Path $checkout 'artifacts/module'
$entryScript = Join-Path $moduleFolder 'metrics-multiplexer-sidecar'

if (-not ('PromMultiplexer.Tests.Hosting.MetricsTarget' -as [type])) {
    Add-Type -Path "$checkout/tests/PromMultiplexer.Tests/Hosting/MetricsTarget.cs"
}

Import-Module "$checkout/PromMultiplexer.psd1"

# A server on a free port of this machine that answers every request with a page of metrics.
function Open-Target([string] $Page) {
    [PromMultiplexer.Tests.Hosting.MetricsTarget]::new($Page)
}

function Get-FreePort {
    [PromMultiplexer.Tests.Hosting.MetricsTarget]::FreePort()
}

# A page as a scraper gets it.
function Get-Page([uri] $Url) {
    (Invoke-WebRequest $Url -TimeoutSec 30 -NoProxy).Content
}

# Runs a script in a pwsh that has nothing loaded, and gives its output. Its errors end the test.
function Invoke-NewPwsh([string] $Script) {
    $output = & ([Environment]::ProcessPath) -NoProfile -NonInteractive -Command "`$ErrorActionPreference = 'Stop'; $Script" 2>&1
    if ($LASTEXITCODE -ne 0) {
        throw "pwsh ended with $LASTEXITCODE`: $($output -join [Environment]::NewLine)"
    }

    $output
}

# Starts the entry script as a container's runtime does.
function Open-Sidecar([string[]] $Flag) {
    $start = [Diagnostics.ProcessStartInfo]::new($entryScript, $Flag)
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    [Diagnostics.Process]::Start($start)
}

# Reads the log of a sidecar until a line matches, and gives that line.
function Wait-LogLine([Diagnostics.Process] $Sidecar, [string] $Pattern) {
    while ($null -ne ($line = $Sidecar.StandardError.ReadLineAsync().WaitAsync([timespan]::FromSeconds(30)).GetAwaiter().GetResult())) {
        if ($line -match $Pattern) {
            return $line
        }
    }

    throw "The sidecar ended before its log had a line like $Pattern."
}

# Waits until a sidecar has ended; gives its exit code and what is left of its output.
function Wait-Sidecar([Diagnostics.Process] $Sidecar) {
    if (-not $Sidecar.WaitForExit(30000)) {
        throw 'The sidecar did not end.'
    }

    [pscustomobject]@{
        ExitCode = $Sidecar.ExitCode
        Output   = $Sidecar.StandardOutput.ReadToEnd()
        Error    = $Sidecar.StandardError.ReadToEnd()
    }
}
