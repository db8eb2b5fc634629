BeforeAll {
    . "$PSScriptRoot/Common.ps1"
}

Describe 'ConvertTo-LabeledMetrics' {
    It 'labels a file line by line and as a whole, with the same result' {
        Set-Content "$TestDrive/page.prom" "# TYPE up gauge", 'up{zone="ä"} 1', '', 'other 2'

        $byLine = Get-Content "$TestDrive/page.prom" | ConvertTo-LabeledMetrics -ContainerLabel pod -ContainerName web
        $whole = Get-Content "$TestDrive/page.prom" -Raw | ConvertTo-LabeledMetrics -ContainerLabel pod -ContainerName web

        $byLine | Should -BeExactly "# TYPE other untyped`nother{pod=`"web`"} 2`n# TYPE up gauge`nup{zone=`"ä`",pod=`"web`"} 1`n"
        $whole | Should -BeExactly $byLine
    }

    It 'gives a page that it takes again' {
        'up 1' | ConvertTo-LabeledMetrics web | ConvertTo-LabeledMetrics node -ContainerLabel host |
            Should -BeExactly "# TYPE up untyped`nup{container=`"web`",host=`"node`"} 1`n"
    }

    It 'goes on when one page is bad, and says where' {
        $page = 'up{ 1' | ConvertTo-LabeledMetrics web -ErrorVariable problem -ErrorAction SilentlyContinue

        $page | Should -BeNullOrEmpty
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -Be 'PageRefused,PromMultiplexer.Commands.ConvertToLabeledMetricsCommand'
        $problem[0].Exception.Line | Should -Be 1
        $problem[0].Exception.Column | Should -Be 5
    }

    It 'completes the answers to a collision' {
        $line = 'ConvertTo-LabeledMetrics web -OnLabelCollision '
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'Fail', 'Honor', 'Override', 'Rename'
    }
}
