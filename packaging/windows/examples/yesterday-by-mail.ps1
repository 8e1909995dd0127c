# SPDX-License-Identifier: Apache-2.0
<#
.SYNOPSIS
    Mails the page of yesterday's failed connections, for the Task Scheduler of every morning.
.DESCRIPTION
    Runs mailenable-report twice: the table becomes the text of the mail, the page its attachment. Both come from -O,
    which writes UTF-8; a redirection of Windows PowerShell would not. Works with Windows PowerShell 5.1 and later.
.PARAMETER Logs
    Files and directories with logs. Without it, those of the MailEnable on this machine are read.
.EXAMPLE
    .\yesterday-by-mail.ps1 -To postmaster@example.com -From reports@example.com -Server mail.example.com
#>
param(
    [Parameter(Mandatory = $true)][string] $To,
    [Parameter(Mandatory = $true)][string] $From,
    [string] $Server = 'localhost',
    [int] $Port = 25,
    [string[]] $Logs = @(),
    [string] $Program = (Join-Path $PSScriptRoot '..\mailenable-report.exe')
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

# Not in the language of this machine, whose calendar may be another one.
$day = (Get-Date).AddDays(-1).ToString('yyyy-MM-dd', [Globalization.CultureInfo]::InvariantCulture)
$folder = Join-Path ([IO.Path]::GetTempPath()) ('mailenable-report-' + [Guid]::NewGuid().ToString())
[void] (New-Item -ItemType Directory -Path $folder)
try {
    $page = Join-Path $folder "$day.html"
    $table = Join-Path $folder "$day.txt"
    $remark = ''
    foreach ($wanted in @(@('html', $page), @('table', $table))) {
        & $Program --since $day --until $day --format $wanted[0] -O $wanted[1] @Logs
        # 1: a log could not be read, or not to its end. The report is of the others, and says so.
        if ($LASTEXITCODE -eq 1) { $remark = ' (incomplete)' }
        if ($LASTEXITCODE -gt 1 -or -not (Test-Path -LiteralPath $wanted[1])) {
            throw "mailenable-report ended with status $LASTEXITCODE and no report"
        }
    }
    $mail = New-Object Net.Mail.MailMessage $From, $To
    $mail.Subject = "Failed connections of $day on $env:COMPUTERNAME$remark"
    $mail.SubjectEncoding = [Text.Encoding]::UTF8
    $mail.BodyEncoding = [Text.Encoding]::UTF8
    $mail.Body = [IO.File]::ReadAllText($table, [Text.Encoding]::UTF8)
    $mail.Attachments.Add((New-Object Net.Mail.Attachment $page, 'text/html'))
    try {
        (New-Object Net.Mail.SmtpClient $Server, $Port).Send($mail)
    } finally {
        $mail.Dispose() # which closes the page
    }
} finally {
    Remove-Item -LiteralPath $folder -Recurse -Force
}
