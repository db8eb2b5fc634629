#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests and packages PromMultiplexer.
.DESCRIPTION
Needs the .NET SDK 10. Everything that is made stands under artifacts/.

Build    builds everything and stages the module, so that Import-Module ./PromMultiplexer.psd1 works.
Test     runs the xunit tests, and the Pester tests where Pester 5 or later is installed.
Package  makes what is given away, and returns it: the module for all platforms, the NuGet package of the library
         PromMultiplexer.Exposition, and the native executable for one platform.
.EXAMPLE
./build.ps1 Build, Test

Builds, then tests what was built.
.EXAMPLE
./build.ps1 Package -Runtime linux-arm64

Makes the packages, with the executable for Linux on ARM. The machine needs a compiler and linker for that platform.
#>
[CmdletBinding()]
[OutputType([System.IO.FileSystemInfo])]
param(
    # What to do, in this order.
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Package')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # The platform of the native executable, such as linux-x64, linux-arm64, osx-arm64 or win-x64.
    [ValidateNotNullOrEmpty()]
    [string] $Runtime = [System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

function Invoke-DotNet {
    # What the SDK says is for people to read; what this script returns is files.
    dotnet @args | Out-Host
}

function Invoke-Build {
    Invoke-DotNet build "$PSScriptRoot/PromMultiplexer.slnx" --configuration $Configuration
}

function Invoke-Test {
    Invoke-DotNet test "$PSScriptRoot/PromMultiplexer.slnx" --configuration $Configuration
    if (Get-Module Pester -ListAvailable | Where-Object Version -GE 5.0) {
        & ([Environment]::ProcessPath) -NoProfile -File "$PSScriptRoot/tests/Pester/Run.ps1" | Out-Host
    }
    else {
        Write-Warning 'The Pester tests were skipped. Install-PSResource Pester brings what they need.'
    }
}

function New-Package {
    $version = (Import-PowerShellDataFile "$PSScriptRoot/PromMultiplexer.psd1").ModuleVersion
    $package = "$PSScriptRoot/artifacts/package"
    $module = "$package/PromMultiplexer/$version"
    $executable = "$package/$Runtime"
    $properties = '--configuration', $Configuration

    Invoke-DotNet build "$PSScriptRoot/src/PromMultiplexer" @properties -p:ModuleRuntimes=all "-p:ModuleFolder=$module/"
    Invoke-DotNet pack "$PSScriptRoot/src/PromMultiplexer.Exposition" @properties -p:IsPackable=true --output $package
    Invoke-DotNet publish "$PSScriptRoot/src/PromMultiplexer.Sidecar" @properties --runtime $Runtime --output $executable

    foreach ($folder in $module, $executable) {
        Copy-Item "$PSScriptRoot/LICENSE", "$PSScriptRoot/THIRD-PARTY-NOTICES.md" $folder
    }

    Get-Item $module, "$package/PromMultiplexer.Exposition.$version.nupkg", "$executable/metrics-multiplexer-sidecar*" -Exclude *.dbg, *.pdb
}

foreach ($name in $Task) {
    switch ($name) {
        Build { Invoke-Build }
        Test { Invoke-Test }
        Package { New-Package }
    }
}
