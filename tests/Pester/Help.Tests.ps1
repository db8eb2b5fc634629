BeforeDiscovery {
    . "$PSScriptRoot/Examples.ps1"
    $pages = Get-ChildItem "$PSScriptRoot/../../docs/cmdlets/*.md"
    $examples = $pages | ForEach-Object { Read-Example $_.FullName }
    $cmdlets = $pages.BaseName
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    . "$PSScriptRoot/Examples.ps1"
}

Describe 'The pages of the cmdlets' {
    It 'are there for each cmdlet, with examples' {
        $pages = (Get-ChildItem "$checkout/docs/cmdlets/*.md").BaseName
        $pages | Sort-Object | Should -Be @((Get-Command -Module PromMultiplexer).Name | Sort-Object)
        foreach ($page in $pages) {
            @(Read-Example "$checkout/docs/cmdlets/$page.md").Count | Should -BeGreaterThan 0 -Because "$page has examples"
        }
    }

    It 'and the help are up to date: ./docs/Update-Help.ps1 would change nothing' {
        Invoke-NewPwsh "& '$checkout/docs/Update-Help.ps1' -WhatIf" | Should -BeNullOrEmpty
    }

    It 'have examples that work: <Cmdlet>, <Title>' -ForEach $examples {
        # A short name: it is part of what 80 columns have to hold.
        $folder = Join-Path ($IsWindows ? [IO.Path]::GetTempPath() : '/tmp') "mm$(Get-Random)"
        New-Item $folder -ItemType Directory | Out-Null
        try {
            $output = Invoke-Example $Code $folder
            if ($null -ne $Shown) {
                $output | Should -BeExactly $Shown
            }
        }
        finally {
            Remove-Item $folder -Recurse
        }
    }
}

Describe 'Get-Help' {
    It 'explains each parameter of <_>' -ForEach $cmdlets {
        $help = Get-Help $_ -Full
        $help.Synopsis | Should -Match '^[A-Z].*\.$'
        $help.description.Text | Should -Not -BeNullOrEmpty
        $help.examples.example.Count | Should -BeGreaterThan 0

        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        $parameters = (Get-Command $_).Parameters.Values | Where-Object Name -NotIn $common
        $help.parameters.parameter.name | Sort-Object | Should -Be ($parameters.Name | Sort-Object)
        foreach ($parameter in $parameters) {
            $explained = Get-Help $_ -Parameter $parameter.Name
            $explained.description.Text | Should -Match '^[A-Z].*[.:]' -Because "-$($parameter.Name) is explained"
            $explained.required | Should -Be "$($parameter.ParameterSets.Values.IsMandatory -contains $true)"
            $explained.aliases | Should -Be ($parameter.Aliases.Count ? $parameter.Aliases -join ', ' : 'none')
            ($explained.pipelineInput -match 'ByValue') | Should -Be ($parameter.ParameterSets.Values.ValueFromPipeline -contains $true)
            ($explained.pipelineInput -match 'ByPropertyName') | Should -Be ($parameter.ParameterSets.Values.ValueFromPipelineByPropertyName -contains $true)
        }

        $help.syntax.syntaxItem | Should -HaveCount (Get-Command $_).ParameterSets.Count
    }

    It 'shows the examples of <_> as its page does' -ForEach $cmdlets {
        $shown = (Get-Help $_ -Examples | Out-String -Width 500) -replace "`r" -replace '(?m)[ \t]+$'
        foreach ($example in Read-Example "$checkout/docs/cmdlets/$_.md") {
            $block = (@($example.Title; $example.Code; $example.Shown) | Where-Object Length) -join "`n`n" -replace '(?m)^(?=.)', '    '
            $shown.Contains("`n`n$block`n`n") | Should -BeTrue -Because "$block is in $shown"
        }
    }

    It 'tells the defaults of the flags, as the readme does' {
        $rows = [regex]::Matches((Get-Content "$checkout/README.md" -Raw), '(?m)^\|[^|]*\| `--\w+` \|.*\| `(?<Default>[^`]+)` \| `-(?<Name>\w+)` \|')
        $rows.Count | Should -BeGreaterThan 20
        foreach ($row in $rows) {
            $parameter = Get-Help Start-MetricsMultiplexer -Parameter $row.Groups['Name'].Value
            $expected = $parameter.name -eq 'ListenAddress' ? 'localhost' : $parameter.parameterValue ? $row.Groups['Default'].Value : 'None'
            $parameter.defaultValue | Should -Be $expected -Because "-$($parameter.name) is a flag"
        }
    }

    It 'works with <_>' -ForEach 'PromMultiplexer.psd1', 'artifacts/module/PromMultiplexer.psd1' {
        $help = Invoke-NewPwsh "Import-Module '$checkout/$_'; (Get-Help Measure-Metrics).Synopsis; Get-Help Measure-Metrics -Examples | Out-String; Get-Help about_PromMultiplexer | Out-String"
        $help[0] | Should -Be 'Counts the series of metrics.'
        $help -join "`n" | Should -Match 'Measure-Metrics -By Label'
        $help -join "`n" | Should -Match 'WHAT GOES THROUGH THE PIPELINE'
    }
}
