# SPDX-License-Identifier: Apache-2.0
<#
.SYNOPSIS
    Puts the worst clients of the last day into MailEnable's SMTP-DENY.TAB, and takes them out after some days.
.DESCRIPTION
    The addresses that come from here are kept with their dates in a file beside it, mailenable-report-deny.tab. An
    address that stood in SMTP-DENY.TAB before is never touched. The file of before is kept as SMTP-DENY.TAB.bak.
    Whether the server reads the file again without a restart was not tried. Works with Windows PowerShell 5.1 and
    later.
.PARAMETER Allow
    A file with networks that are never denied, one a line. Put those of your own users there first.
.PARAMETER Minimum
    Failed attempts from which on a client is denied.
.PARAMETER Days
    How long an address stays after it was last seen.
.EXAMPLE
    .\deny.ps1 -DenyFile 'C:\Program Files (x86)\Mail Enable\Config\SMTP-DENY.TAB' -Allow .\allow.txt -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [Parameter(Mandatory = $true)][string] $DenyFile,
    [Parameter(Mandatory = $true)][string] $Allow,
    [ValidateRange(1, 1000000)][int] $Minimum = 20,
    [ValidateRange(1, 3650)][int] $Days = 7,
    [string[]] $Logs = @(),
    [string] $Program = (Join-Path $PSScriptRoot '..\mailenable-report.exe')
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$DenyFile = [IO.Path]::GetFullPath($DenyFile)
$folder = Split-Path -Parent $DenyFile
$own = Join-Path $folder 'mailenable-report-deny.tab'
$ascii = [Text.Encoding]::ASCII
$invariant = [Globalization.CultureInfo]::InvariantCulture
$today = (Get-Date).Date

# What a line is about: the text before its first TAB.
function Get-Address([string] $Line) { return $Line.Split("`t")[0].Trim() }

function Read-Lines([string] $Path) {
    if (Test-Path -LiteralPath $Path) { return @([IO.File]::ReadAllLines($Path, $ascii) | Where-Object { $_ -ne '' }) }
    return @()
}

# Writes beside the file and renames: the server finds the old lines or the new ones. The old file stays as .bak.
function Write-Whole([string] $Path, [string[]] $Lines) {
    $temporary = "$Path.new"
    [IO.File]::WriteAllText($temporary, (($Lines | ForEach-Object { "$_`r`n" }) -join ''), $ascii)
    if (Test-Path -LiteralPath $Path) {
        [IO.File]::Replace($temporary, $Path, "$Path.bak")
    } else {
        [IO.File]::Move($temporary, $Path)
    }
}

$found = Join-Path ([IO.Path]::GetTempPath()) ('mailenable-report-' + [Guid]::NewGuid().ToString() + '.tab')
try {
    & $Program --since 1d --format mailenable-deny --min $Minimum --allow $Allow -O $found @Logs
    # Also with 1, a log that could not be read: a list that is too short does no harm.
    if ($LASTEXITCODE -gt 1 -or -not (Test-Path -LiteralPath $found)) {
        throw "mailenable-report ended with status $LASTEXITCODE and no list"
    }
    $worst = Read-Lines $found
} finally {
    if (Test-Path -LiteralPath $found) { Remove-Item -LiteralPath $found }
}

# Ours of before: address, TAB, date.
$dates = @{}
foreach ($line in Read-Lines $own) {
    $parts = $line.Split("`t")
    $dates[$parts[0]] = [DateTime]::ParseExact($parts[1], 'yyyy-MM-dd', $invariant)
}
# Lines that an administrator, or the server itself, has put there.
$others = @(Read-Lines $DenyFile | Where-Object { -not $dates.ContainsKey((Get-Address $_)) })
$taken = @{}
foreach ($line in $others) { $taken[(Get-Address $line)] = $true }

foreach ($line in $worst) {
    $address = Get-Address $line
    if (-not $taken.ContainsKey($address)) { $dates[$address] = $today }
}
foreach ($address in @($dates.Keys)) {
    if ($dates[$address] -lt $today.AddDays(-$Days)) { $dates.Remove($address) }
}

$addresses = @($dates.Keys | Sort-Object)
$lines = @($others) + @($addresses | ForEach-Object { "$_`t1`tCONNECT`tSYSTEM" })
if ($PSCmdlet.ShouldProcess($DenyFile, "write $($addresses.Count) addresses beside $($others.Count) that were there")) {
    # First what is ours: should the second step fail, the next run still knows which lines it may take out.
    Write-Whole $own @($addresses | ForEach-Object { "$_`t" + $dates[$_].ToString('yyyy-MM-dd', $invariant) })
    Write-Whole $DenyFile $lines
}
