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

    It 'works with <_>' -ForEach 'PromMultiplexer.psd1', 'artifacts/module/PromMultiplexer.psd1' {
        $help = Invoke-NewPwsh "Import-Module '$checkout/$_'; (Get-Help Measure-Metrics).Synopsis; Get-Help Measure-Metrics -Examples | Out-String; Get-Help about_PromMultiplexer | Out-String"
        $help[0] | Should -Be 'Counts the series of metrics.'
        $help -join "`n" | Should -Match 'Measure-Metrics -By Label'
        $help -join "`n" | Should -Match 'WHAT GOES THROUGH THE PIPELINE'
    }
}
