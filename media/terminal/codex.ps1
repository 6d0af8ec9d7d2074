# Written by LunaRoute: runs the codex that follows on PATH, through LunaRoute's proxy while that runs.
$real = Get-Command codex -All -CommandType Application, ExternalScript -ErrorAction SilentlyContinue |
  Where-Object { (Split-Path -Parent $_.Source) -ne $PSScriptRoot } | Select-Object -First 1
if (-not $real) {
  [Console]::Error.WriteLine("codex : The term 'codex' is not recognized as a name of a cmdlet, function, script file, or executable program.")
  exit 127
}

function Test-ChoosesUpstream($list) {
  foreach ($argument in $list) {
    if ($argument -ceq '--') { return $false }
    if ($argument -match 'openai_base_url.*=|model_provider.*=|profile=|chatgpt_base_url.*=') { return $true }
    if ($argument -cmatch '^(-p.*|--profile|--oss|--local-provider(=.*)?)$') { return $true }
  }
  return $false
}

function Test-Configured {
  $codexHome = if ($env:CODEX_HOME) { $env:CODEX_HOME } else { Join-Path $HOME '.codex' }
  $files = @(Join-Path $codexHome 'config.toml')
  $folder = (Get-Location).ProviderPath
  while ($folder) {
    $files += Join-Path $folder '.codex/config.toml'
    $folder = Split-Path -Parent $folder
  }
  foreach ($file in $files) {
    if ((Test-Path -LiteralPath $file) -and
        (Select-String -LiteralPath $file -Quiet -Pattern '^\s*"?(openai|chatgpt)_base_url')) { return $true }
  }
  return $false
}

$extra = @()
$listening = Join-Path $PSScriptRoot 'listening'
if ($env:LUNAROUTE_OPENAI_PATH -and (Test-Path -LiteralPath $listening)) {
  $processId, $url = Get-Content -LiteralPath $listening
  if ($url -and (Get-Process -Id $processId -ErrorAction SilentlyContinue) -and
      -not (Test-ChoosesUpstream $args) -and -not (Test-Configured)) {
    # Single quotes are TOML strings as well, and survive every version's argument passing.
    $extra = @('-c', "openai_base_url='$url$($env:LUNAROUTE_OPENAI_PATH)'")
  }
}
if ($MyInvocation.ExpectingInput) { $input | & $real.Source @extra @args } else { & $real.Source @extra @args }
exit $LASTEXITCODE
