<#
.SYNOPSIS
Runs the integration tests against the module as it was built, and ends with 0 when all have passed.
.DESCRIPTION
The tests run in a pwsh of their own: an assembly that was imported once stays in its process. Needs Pester 5 or later.
#>
[CmdletBinding()]
param(
    # The test files, or one of them.
    [string] $Path = $PSScriptRoot,

    # Where to write the results as NUnit XML.
    [string] $ResultPath
)

$run = {
    param($Path, $ResultPath)

    $ErrorActionPreference = 'Stop'
    Import-Module Pester -MinimumVersion 5.0
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $Path
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'Detailed'
    if ($ResultPath) {
        $configuration.TestResult.Enabled = $true
        $configuration.TestResult.OutputPath = $ResultPath
    }

    $result = Invoke-Pester -Configuration $configuration
    "$($result.PassedCount) passed, $($result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount) failed, $($result.SkippedCount) skipped"
    exit [int]($result.Result -ne 'Passed' -or $result.PassedCount -eq 0)
}

& ([Environment]::ProcessPath) -NoProfile -NonInteractive -Command $run -args $Path, $ResultPath
exit $LASTEXITCODE
