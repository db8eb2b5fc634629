#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests and packages PromMultiplexer.
.DESCRIPTION
Needs the .NET SDK 10. Everything that is made stands under artifacts/.

Build    builds everything and stages the module, so that Import-Module ./PromMultiplexer.psd1 works.
Test     runs the xunit tests, and the Pester tests where Pester 5 or later is installed.
Package  makes what is given away, and returns it: the module, which holds Kestrel for each platform, as a folder and as
         the package that a gallery takes, the NuGet package of the library PromMultiplexer.Exposition, and the native
         executable for one platform.
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

# The files of Kestrel come in a package for each platform. Not every source of packages has all of them.
function Assert-RuntimePack([string] $Project, [string] $Runtimes) {
    $PSNativeCommandUseErrorActionPreference = $false
    $restored = dotnet restore $Project $Runtimes --force 2>&1
    if ($LASTEXITCODE -eq 0) {
        return
    }

    $missing = [regex]::Matches("$restored", 'NU11\d\d: [^\n]*?Microsoft\.AspNetCore\.App\.Runtime\.([a-z0-9-]+)').ForEach{ $_.Groups[1].Value } | Sort-Object -Unique
    if (-not $missing) {
        $restored | Out-Host
        throw 'The packages of the module could not be restored.'
    }

    $wanted = (dotnet msbuild $Project $Runtimes -getItem:ModuleRuntime | ConvertFrom-Json).Items.ModuleRuntime.Identity
    $there = $wanted | Where-Object { $_ -notin $missing }
    throw "The sources of packages have no Microsoft.AspNetCore.App.Runtime for $($missing -join ', '). Name the other platforms to package for them: ./build.ps1 Package -ModuleRuntime $($there -join ', ')"
}

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
        $project = "$PSScriptRoot/src/PromMultiplexer"
        # MSBuild takes a semicolon for the end of a property, unless the value is in quotes.
        $runtimes = '-p:ModuleRuntimes="{0}"' -f ($ModuleRuntime -join ';')

        Remove-Item $package -Recurse -ErrorAction Ignore
        Assert-RuntimePack $project $runtimes
        dotnet build $project --configuration $Configuration $runtimes "-p:ModuleFolder=$module/" | Out-Host
        dotnet pack "$PSScriptRoot/src/PromMultiplexer.Exposition" --configuration $Configuration --output $package | Out-Host
        dotnet publish "$PSScriptRoot/src/PromMultiplexer.Sidecar" --configuration $Configuration --runtime $Runtime --output $executable | Out-Host
        Copy-Item "$PSScriptRoot/LICENSE", "$PSScriptRoot/THIRD-PARTY-NOTICES.md" $module
        dotnet pack $project --configuration $Configuration --no-build -p:IsPackable=true "-p:NuspecBasePath=$module" --output $package | Out-Host

        Get-Item $module, "$package/PromMultiplexer.$version.nupkg", "$package/PromMultiplexer.Exposition.$version.*nupkg", "$executable/metrics-multiplexer-sidecar*" -Exclude *.dbg, *.pdb
    }
    PublicApi {
        $library = "$PSScriptRoot/src/PromMultiplexer.Exposition"
        Set-Content "$library/PublicAPI.Unshipped.txt" '#nullable enable'
        dotnet format analyzers $library --diagnostics RS0016 | Out-Host
        Get-Item "$library/PublicAPI.Unshipped.txt"
    }
}
