BeforeDiscovery {
    $analyzer = Get-Module PSScriptAnalyzer -ListAvailable
    $note = if ($analyzer) { '' } else { ' (SKIPPED: not installed. Install-PSResource PSScriptAnalyzer)' }

    $scripts = Get-ChildItem "$PSScriptRoot/*.ps1", "$PSScriptRoot/../../build.ps1", "$PSScriptRoot/../../docs/*.ps1", "$PSScriptRoot/../../PromMultiplexer.psd1", "$PSScriptRoot/../../src/PromMultiplexer/metrics-multiplexer-sidecar"
}

Describe "PSScriptAnalyzer$note" -Skip:(-not $analyzer) {
    It 'finds nothing in <_.Name>' -ForEach $scripts {
        Invoke-ScriptAnalyzer -ScriptDefinition (Get-Content $_ -Raw) -Severity Error, Warning -ExcludeRule PSUseDeclaredVarsMoreThanAssignments |
            ForEach-Object { "$($_.RuleName) in line $($_.Line): $($_.Message)" } | Should -BeNullOrEmpty
    }
}
