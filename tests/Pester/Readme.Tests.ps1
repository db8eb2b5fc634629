BeforeAll {
    . "$PSScriptRoot/Common.ps1"

    $readme = Get-Content "$checkout/README.md" -Raw
}

Describe 'README' {
    It 'shows commands that work' {
        $example = [regex]::Match($readme, '(?s)\n```powershell\n(.*?)\n```').Groups[1].Value
        $example | Should -Match 'Start-MetricsMultiplexer'
        $shop = Open-Target "# TYPE orders_total counter`norders_total 5`n# TYPE carts gauge`ncarts 2`n"
        $web = Open-Target "up 1`n"
        Push-Location $checkout
        try {
            $here = $example -replace '\bshop:8080\b', "shop:$($shop.Port)" -replace '\bweb:9090\b', "web:$($web.Port)" `
                -replace '\blocalhost:9090\b', "localhost:$($web.Port)" -replace '\b13500\b', (Get-FreePort)
            $output = & ([scriptblock]::Create($here))

            $output[0] | Should -BeOfType PromMultiplexer.MetricsMultiplexer
            $output[1, 2].Name | Should -Be 'shop', 'web'
            $output[3].Name | Should -Be 'orders_total'
            $output[4] | Should -BeExactly "up 1`n"
            $output[5] | Should -Match '(?m)^orders_total\{pod="shop"\} 5$'
            $output.Count | Should -Be 6
            Get-MetricsMultiplexer | Should -BeNullOrEmpty
        }
        finally {
            Pop-Location
            Get-MetricsMultiplexer | Stop-MetricsMultiplexer
            $shop.Dispose()
            $web.Dispose()
        }
    }

    It 'lists the cmdlets of the module' {
        $listed = [regex]::Matches($readme, '(?m)^\| `(\w+-\w+)` \|').ForEach{ $_.Groups[1].Value }
        $listed | Sort-Object | Should -Be @((Get-Command -Module PromMultiplexer).Name | Sort-Object)
    }
}
