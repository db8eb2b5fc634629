<#
.SYNOPSIS
Brings the pages of the cmdlets and the help that Get-Help shows up to date with the cmdlets.
.DESCRIPTION
Needs the module as it was built, and PowerShell 7.6.

A page in docs/cmdlets is written by hand down to its examples: what stands behind the heading Syntax is made from the cmdlet
and from the comments in its source. All pages together become en-US/PromMultiplexer.dll-Help.xml.
.EXAMPLE
./docs/Update-Help.ps1

Writes what has changed.
.EXAMPLE
./docs/Update-Help.ps1 -WhatIf

Says what would be written, which is nothing where all is up to date.
#>
[CmdletBinding(SupportsShouldProcess)]
[Diagnostics.CodeAnalysis.SuppressMessage('PSShouldProcess', '', Justification = 'Set-Text asks.')]
[OutputType([string])]
param()

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = Split-Path $PSScriptRoot
Import-Module "$root/PromMultiplexer.psd1"

$comments = Get-Item "$root/artifacts/bin/PromMultiplexer/*/PromMultiplexer.xml" | Sort-Object LastWriteTime | Select-Object -Last 1
$documented = @{}
foreach ($member in ([xml](Get-Content $comments -Raw)).doc.members.member) {
    $documented[$member.name] = $member
}

$common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters

# What Start-MetricsMultiplexer begins with, and the flags, both of the engine, whose types scripts cannot name.
$defaults = [PromMultiplexer.Commands.StartMetricsMultiplexerCommand].GetProperty('Defaults', [System.Reflection.BindingFlags] 'NonPublic, Static').GetValue($null)
$flags = $defaults.GetType().Assembly.GetType('PromMultiplexer.Engine.Flags')

# A comment of the source as plain text.
function ConvertTo-PlainText([System.Xml.XmlNode] $Comment) {
    $parts = foreach ($node in $Comment.ChildNodes) {
        switch ($node.Name) {
            'c' { "``$($node.InnerText)``" }
            'see' { $node.HasAttribute('cref') ? ($node.cref -split '[.:]')[-1] : $node.langword }
            default { $node.InnerText }
        }
    }

    (-join $parts -replace '\s+', ' ').Trim()
}

# The comment of a parameter: on the cmdlet, or on what the cmdlet is made from.
function Get-ParameterText([type] $Type, [string] $Name) {
    for ($from = $Type; $from; $from = $from.BaseType) {
        if ($comment = $documented["P:$($from.FullName).$Name"]) {
            return ConvertTo-PlainText $comment['summary']
        }
    }

    throw "The parameter -$Name of $Type has no comment."
}

function Get-TypeName([type] $Type) {
    $underlying = [Nullable]::GetUnderlyingType($Type)
    $underlying ? $underlying.Name : $Type -eq [switch] ? 'Switch' : $Type.Name
}

# The values that a parameter takes, where they are a list.
function Get-AcceptedValue([System.Management.Automation.ParameterMetadata] $Parameter) {
    $type = $Parameter.ParameterType.IsArray ? $Parameter.ParameterType.GetElementType() : $Parameter.ParameterType
    $type = [Nullable]::GetUnderlyingType($type) ?? $type
    $set = $Parameter.Attributes.Where{ $_ -is [ValidateSet] }
    $set ? $set[0].ValidValues : $type.IsEnum ? [Enum]::GetNames($type) : @()
}

# What a parameter is if it is not given; empty where that is nothing. Flags know it of those that stand for them.
function Get-DefaultText([object] $Instance, [string] $Name, [string[]] $Accepted) {
    if ($Instance -is [PromMultiplexer.Commands.StartMetricsMultiplexerCommand] -and ($flag = $flags::OfParameter($Name))) {
        $value = $flag.IsSwitch ? '' : $flag.ValueIn($defaults)
        return ($Accepted | Where-Object { $_ -eq $value }) ?? $value
    }

    $value = $Instance.GetType().GetProperty($Name).GetValue($Instance)
    if ($null -eq $value -or $value -is [switch] -or $value -is [array] -or "$value" -in '', '0', [double]::PositiveInfinity, [int]::MaxValue) {
        return ''
    }

    "$value"
}

# What there is to say of a parameter, for the page and for the help alike.
function Get-ParameterFact([System.Management.Automation.CmdletInfo] $Command) {
    $instance = [Activator]::CreateInstance($Command.ImplementingType)
    foreach ($parameter in $Command.Parameters.Values | Where-Object Name -NotIn $common | Sort-Object Name) {
        $attributes = $parameter.Attributes.Where{ $_ -is [Parameter] }
        $positions = $attributes.Position.Where{ $_ -ge 0 }
        $pipeline = @(
            $attributes.ValueFromPipeline -contains $true ? 'ByValue' : @()
            $attributes.ValueFromPipelineByPropertyName -contains $true ? 'ByPropertyName' : @()
        )
        $accepted = @(Get-AcceptedValue $parameter)
        [pscustomobject]@{
            Name     = $parameter.Name
            Text     = Get-ParameterText $Command.ImplementingType $parameter.Name
            Type     = Get-TypeName $parameter.ParameterType
            Position = $positions.Count -gt 0 ? "$($positions[0])" : 'named'
            Required = $attributes.Mandatory -contains $true
            Pipeline = $pipeline ? "true ($($pipeline -join ', '))" : 'false'
            Aliases  = $parameter.Aliases.Where{ $true }
            Globbing = [bool] $parameter.Attributes.Where{ $_ -is [SupportsWildcards] }
            Accepted = $accepted
            Default  = Get-DefaultText $instance $parameter.Name $accepted
        }
    }
}

# What stands on a page behind the heading Syntax.
function Get-ReferenceText([System.Management.Automation.CmdletInfo] $Command, [object[]] $Fact) {
    '## Syntax'
    ''
    '```text'
    foreach ($set in $Command.ParameterSets) {
        "$($Command.Name) $set"
    }
    '```'
    ''
    '## Parameters'
    foreach ($parameter in $Fact) {
        ''
        "### -$($parameter.Name)"
        ''
        $parameter.Text
        ''
        "- Type: $($parameter.Type)"
        if ($parameter.Aliases) { "- Aliases: $($parameter.Aliases -join ', ')" }
        if ($parameter.Accepted) { "- Accepted values: $($parameter.Accepted -join ', ')" }
        if ($parameter.Default) { "- Default: $($parameter.Default)" }
        if ($parameter.Required) { '- Required' }
        if ($parameter.Position -ne 'named') { "- Position: $($parameter.Position)" }
        if ($parameter.Pipeline -ne 'false') { "- Pipeline input: $($parameter.Pipeline)" }
        if ($parameter.Globbing) { '- Wildcards are allowed' }
    }

    ''
    '## Outputs'
    ''
    foreach ($type in $Command.OutputType) {
        "- $($type.Name)"
    }
}

# The part of a page that is written by hand: what the cmdlet does, and examples of it.
function Read-Page([string] $Text) {
    $about, $examples = $Text -split '(?m)^## Examples\n', 2
    $paragraphs = $about.Trim() -split '\n\n'
    [pscustomobject]@{
        Synopsis    = $paragraphs[1]
        Description = @($paragraphs | Select-Object -Skip 2 | ForEach-Object { $_ -replace '\n', ' ' -replace '`' })
        Examples    = foreach ($example in [regex]::Matches($examples, '(?ms)^### (.*?)\n\n```powershell\n(.*?)\n```(?:\n\n```text\n(.*?)\n```)?')) {
            [pscustomobject]@{
                Title = $example.Groups[1].Value
                Code  = $example.Groups[2].Value
                Shown = $example.Groups[3].Value
            }
        }
    }
}

function ConvertTo-Escaped([string] $Text) { [System.Security.SecurityElement]::Escape($Text) }

function Get-ParaXml([string[]] $Text) {
    foreach ($para in $Text | Where-Object Length) {
        '<maml:para>{0}</maml:para>' -f (ConvertTo-Escaped ($para -replace '`'))
    }
}

function Get-ParameterXml([object] $Fact, [bool] $Required, [string] $Position) {
    $variable = $Fact.Type.EndsWith('[]')
    $attributes = [ordered] @{
        required       = $Required
        variableLength = $variable
        globbing       = $Fact.Globbing
        pipelineInput  = $Fact.Pipeline
        position       = $Position
        aliases        = $Fact.Aliases ? $Fact.Aliases -join ', ' : 'none'
    }
    $spelled = $attributes.GetEnumerator().ForEach{ '{0}="{1}"' -f $_.Key, ($_.Value -is [bool] ? "$($_.Value)".ToLowerInvariant() : $_.Value) }
    '<command:parameter {0}>' -f ($spelled -join ' ')
    '<maml:name>{0}</maml:name>' -f $Fact.Name
    '<maml:description>{0}</maml:description>' -f (Get-ParaXml $Fact.Text)
    if ($Fact.Accepted) {
        $values = $Fact.Accepted.ForEach{ '<command:parameterValue required="false" variableLength="false">{0}</command:parameterValue>' -f $_ }
        '<command:parameterValueGroup>{0}</command:parameterValueGroup>' -f (-join $values)
    }

    if ($Fact.Type -ne 'Switch') {
        '<command:parameterValue required="true" variableLength="{0}">{1}</command:parameterValue>' -f "$variable".ToLowerInvariant(), $Fact.Type
    }

    '<dev:type><maml:name>{0}</maml:name><maml:uri /></dev:type>' -f $Fact.Type
    '<dev:defaultValue>{0}</dev:defaultValue>' -f ($Fact.Default ? (ConvertTo-Escaped $Fact.Default) : 'None')
    '</command:parameter>'
}

function Get-CommandXml([System.Management.Automation.CmdletInfo] $Command, [object[]] $Fact, [object] $Page) {
    '<command:command xmlns:maml="http://schemas.microsoft.com/maml/2004/10" xmlns:command="http://schemas.microsoft.com/maml/dev/command/2004/10" xmlns:dev="http://schemas.microsoft.com/maml/dev/2004/10">'
    '<command:details><command:name>{0}</command:name><command:verb>{1}</command:verb><command:noun>{2}</command:noun>' -f $Command.Name, $Command.Verb, $Command.Noun
    '<maml:description>{0}</maml:description></command:details>' -f (Get-ParaXml $Page.Synopsis)
    '<maml:description>{0}</maml:description>' -f (-join (Get-ParaXml $Page.Description))
    '<command:syntax>'
    foreach ($set in $Command.ParameterSets) {
        '<command:syntaxItem><maml:name>{0}</maml:name>' -f $Command.Name
        foreach ($parameter in $set.Parameters | Where-Object Name -NotIn $common | Sort-Object { $_.Position -lt 0 }, Position, { -not $_.IsMandatory }, Name) {
            Get-ParameterXml $Fact.Where{ $_.Name -eq $parameter.Name }[0] $parameter.IsMandatory ($parameter.Position -ge 0 ? $parameter.Position : 'named')
        }

        '</command:syntaxItem>'
    }

    '</command:syntax><command:parameters>'
    $Fact.ForEach{ Get-ParameterXml $_ $_.Required $_.Position }
    '</command:parameters><command:inputTypes>'
    foreach ($parameter in $Fact.Where{ $_.Pipeline -ne 'false' }) {
        '<command:inputType><dev:type><maml:name>{0}</maml:name></dev:type><maml:description>{1}</maml:description></command:inputType>' -f $parameter.Type, (Get-ParaXml $parameter.Text)
    }

    '</command:inputTypes><command:returnValues>'
    foreach ($type in $Command.OutputType) {
        '<command:returnValue><dev:type><maml:name>{0}</maml:name></dev:type><maml:description /></command:returnValue>' -f $type.Name
    }

    '</command:returnValues><command:examples>'
    foreach ($example in $Page.Examples) {
        # Get-Help keeps lines and blanks of nothing but code, so that what is shown stands there too. The paragraph keeps the next title away.
        $lines = $example.Shown ? "$($example.Code)`n`n$($example.Shown)" : $example.Code
        '<command:example><maml:title>{0}</maml:title><dev:code>{1}</dev:code><dev:remarks><maml:para /></dev:remarks></command:example>' -f (ConvertTo-Escaped $example.Title), (ConvertTo-Escaped $lines)
    }

    '</command:examples>'
    '<command:relatedLinks><maml:navigationLink><maml:linkText>about_PromMultiplexer</maml:linkText><maml:uri /></maml:navigationLink></command:relatedLinks>'
    '</command:command>'
}

# Writes a file, if it is not what it should be already.
function Set-Text {
    [CmdletBinding(SupportsShouldProcess)]
    param([string] $Path, [string] $Text)

    if ((Test-Path $Path) -and (Get-Content $Path -Raw) -ceq $Text) {
        return
    }

    if ($PSCmdlet.ShouldProcess($Path, 'Write')) {
        New-Item (Split-Path $Path) -ItemType Directory -Force | Out-Null
        [IO.File]::WriteAllText($Path, $Text)
    }

    $Path
}

$help = foreach ($command in Get-Command -Module PromMultiplexer | Sort-Object Name) {
    $path = "$PSScriptRoot/cmdlets/$($command.Name).md"
    $written = ((Get-Content $path -Raw) -split '(?m)^## Syntax\n', 2)[0].TrimEnd()
    $facts = @(Get-ParameterFact $command)
    Set-Text $path "$written`n`n$((Get-ReferenceText $command $facts) -join "`n")`n" | Write-Output -OutVariable +changed | Out-Null
    Get-CommandXml $command $facts (Read-Page $written)
}

$document = [xml]::new()
$document.LoadXml("<helpItems schema=""maml"" xmlns=""http://msh"">$(-join $help)</helpItems>")
$output = [System.IO.StringWriter]::new()
$writer = [System.Xml.XmlWriter]::Create($output, [System.Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; OmitXmlDeclaration = $true })
$document.Save($writer)
$writer.Dispose()
Set-Text "$root/en-US/PromMultiplexer.dll-Help.xml" "$output`n" | Write-Output -OutVariable +changed | Out-Null

$changed
