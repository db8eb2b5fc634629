#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests and packages PromMultiplexer.
.DESCRIPTION
Needs the .NET SDK 10. Everything that is made stands under artifacts/.

Build    builds everything and stages the module, so that Import-Module ./PromMultiplexer.psd1 works.
Test     runs the xunit tests, and the Pester tests where Pester 5 or later is installed.
Package  makes what is given away, and returns it: the module, which holds Kestrel for each platform, the NuGet package
         of the library PromMultiplexer.Exposition, and the native executable for one platform.
PublicApi
         writes the public surface of the library down anew, in PublicAPI.Unshipped.txt, which each build is held against.
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
    [ValidateSet('Build', 'Test', 'Package', 'PublicApi')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # The platform of the native executable, such as linux-x64, linux-arm64, osx-arm64 or win-x64.
    [ValidateNotNullOrEmpty()]
    [string] $Runtime = [System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier,

    # The platforms that the module is packaged for; all stands for every one that it supports.
    [ValidateNotNullOrEmpty()]
    [string[]] $ModuleRuntime = 'all'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$solution = "$PSScriptRoot/PromMultiplexer.slnx"

# What the SDK says goes to the host: what this script returns is files.
switch ($Task) {
    Build {
        dotnet build $solution --configuration $Configuration | Out-Host
    }
    Test {
        dotnet test $solution --configuration $Configuration | Out-Host
        if (Get-Module Pester -ListAvailable | Where-Object Version -GE '5.0') {
            & ([Environment]::ProcessPath) -NoProfile -File "$PSScriptRoot/tests/Pester/Run.ps1" | Out-Host
        }
        else {
            Write-Warning 'The Pester tests were skipped. Install-PSResource Pester brings what they need.'
        }
    }
    Package {
        $version = (Import-PowerShellDataFile "$PSScriptRoot/PromMultiplexer.psd1").ModuleVersion
        $package = "$PSScriptRoot/artifacts/package"
        $module = "$package/PromMultiplexer/$version"
        $executable = "$package/$Runtime"
        # MSBuild takes a semicolon for the end of a property, unless the value is in quotes.
        $runtimes = '-p:ModuleRuntimes="{0}"' -f ($ModuleRuntime -join ';')

        Remove-Item $package -Recurse -ErrorAction Ignore
        dotnet build "$PSScriptRoot/src/PromMultiplexer" --configuration $Configuration $runtimes "-p:ModuleFolder=$module/" | Out-Host
        dotnet pack "$PSScriptRoot/src/PromMultiplexer.Exposition" --configuration $Configuration --output $package | Out-Host
        dotnet publish "$PSScriptRoot/src/PromMultiplexer.Sidecar" --configuration $Configuration --runtime $Runtime --output $executable | Out-Host
        Copy-Item "$PSScriptRoot/LICENSE", "$PSScriptRoot/THIRD-PARTY-NOTICES.md" $module

        Get-Item $module, "$package/PromMultiplexer.Exposition.$version.*nupkg", "$executable/metrics-multiplexer-sidecar*" -Exclude *.dbg, *.pdb
    }
    PublicApi {
        $library = "$PSScriptRoot/src/PromMultiplexer.Exposition"
        Set-Content "$library/PublicAPI.Unshipped.txt" '#nullable enable'
        dotnet format analyzers $library --diagnostics RS0016 | Out-Host
        Get-Item "$library/PublicAPI.Unshipped.txt"
    }
}
