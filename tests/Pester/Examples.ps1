# Runs the examples of the help, with targets and files as the examples have them. Dot-sourced behind Common.ps1.

$shopPage = @'
# HELP http_requests_total Requests answered.
# TYPE http_requests_total counter
http_requests_total{code="200",method="get"} 993
http_requests_total{code="200",method="post"} 245
http_requests_total{code="503",method="get"} 7
# HELP process_resident_memory_bytes Memory in RAM.
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 48234496
# HELP request_duration_seconds Time to answer.
# TYPE request_duration_seconds histogram
request_duration_seconds_bucket{le="0.005"} 120
request_duration_seconds_bucket{le="0.01"} 480
request_duration_seconds_bucket{le="0.05"} 1100
request_duration_seconds_bucket{le="0.1"} 1200
request_duration_seconds_bucket{le="0.5"} 1240
request_duration_seconds_bucket{le="+Inf"} 1245
request_duration_seconds_sum 31.125
request_duration_seconds_count 1245

'@ -replace "`r"

$exampleFiles = @{
    'shop.prom'   = $shopPage
    'before.prom' = "# TYPE http_requests_total counter`nhttp_requests_total{code=`"200`"} 990`nhttp_requests_total{code=`"404`"} 5`nhttp_requests_total{code=`"503`"} 9`n# TYPE process_resident_memory_bytes gauge`nprocess_resident_memory_bytes 48234496`n# TYPE queue_length gauge`nqueue_length 1`n"
    'after.prom'  = "# TYPE http_requests_total counter`nhttp_requests_total{code=`"200`"} 1240`nhttp_requests_total{code=`"404`"} 5`nhttp_requests_total{code=`"503`"} 2`n# TYPE process_resident_memory_bytes gauge`nprocess_resident_memory_bytes 50331648`n# TYPE workers gauge`nworkers 4`n"
    'sloppy.prom' = "# HELP jobs Jobs done.`n# TYPE jobs counter`njobs 3`n# HELP wait_ms Time in the queue.`n# TYPE wait_ms gauge`nwait_ms 12`nwait_ms 15`n"
}

$webPage = "# HELP up Whether the web server is up.`n# TYPE up gauge`nup 1`n"

# Runs an example in a folder with the files. Gives the output as it would be shown, 80 columns wide, without blanks at the ends.
function Invoke-Example([string] $Code, [string] $Folder) {
    $shop = Open-Target $shopPage
    $web = Open-Target $webPage
    foreach ($file in $exampleFiles.GetEnumerator()) {
        [IO.File]::WriteAllText((Join-Path $Folder $file.Key), $file.Value)
    }

    $port = Get-FreePort
    $here = $Code -replace '\bshop:8080\b', "shop:$($shop.Port)" -replace '\bweb:9090\b', "web:$($web.Port)" `
        -replace '\blocalhost:9090\b', "localhost:$($web.Port)" -replace '\b13500\b', $port `
        -replace '\bshop = 8080\b', "shop = $($shop.Port)" -replace '\bweb = 9090\b', "web = $($web.Port)"
    Push-Location $Folder
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'
    try {
        $output = & ([scriptblock]::Create($here)) *>&1
        if ($failed = $output | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }) {
            throw $failed[0]
        }

        $shown = $output | Out-String -Width 80
        # What is only so on this machine.
        $shown = $shown -replace "\b$($shop.Port)\b", '8080' -replace "\b$($web.Port)\b", '9090' -replace "\b$port\b", '13500' -replace [regex]::Escape($Folder), '.' -replace '(?<=^| )\.\\', './'
        ($shown -replace "`r" -replace '(?m)[ \t]+$').Trim("`n")
    }
    finally {
        $PSStyle.OutputRendering = $rendering
        Pop-Location
        Get-MetricsMultiplexer | Stop-MetricsMultiplexer
        $shop.Dispose()
        $web.Dispose()
    }
}

# The examples on a page of a cmdlet, with the output that the page shows, if it shows any.
function Read-Example([string] $Path) {
    $text = (Get-Content $Path -Raw) -replace "`r"
    $examples = (($text -split '(?m)^## Examples\n', 2)[1] -split '(?m)^## Syntax\n', 2)[0]
    foreach ($example in [regex]::Matches($examples, '(?ms)^### ([^\n]*)\n\n```powershell\n(.*?)\n```\n?(?:\n```text\n(.*?)\n?```)?')) {
        @{
            Cmdlet = [IO.Path]::GetFileNameWithoutExtension($Path)
            Title  = $example.Groups[1].Value
            Code   = $example.Groups[2].Value
            Shown  = $example.Groups[3].Success ? $example.Groups[3].Value : $null
        }
    }
}
