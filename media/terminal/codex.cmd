@echo off
rem Written by LunaRoute: runs the codex that follows on PATH, through LunaRoute's proxy while that runs.
setlocal DisableDelayedExpansion
set "LUNAROUTE_REAL="
for /f "delims=" %%F in ('where codex 2^>nul') do if not defined LUNAROUTE_REAL call :consider "%%F"
if not defined LUNAROUTE_REAL (
  echo 'codex' is not recognized as an internal or external command, 1>&2
  echo operable program or batch file. 1>&2
  exit /b 127
)
set "LUNAROUTE_PID="
set "LUNAROUTE_URL="
if not defined LUNAROUTE_OPENAI_PATH goto untouched
if not exist "%~dp0listening" goto untouched
for /f "usebackq delims=" %%L in ("%~dp0listening") do (
  if not defined LUNAROUTE_PID (set "LUNAROUTE_PID=%%L") else set "LUNAROUTE_URL=%%L"
)
if not defined LUNAROUTE_URL goto untouched
tasklist /nh /fi "PID eq %LUNAROUTE_PID%" 2>nul | find " %LUNAROUTE_PID% " >nul || goto untouched
set LUNAROUTE_ARGS=%*
if not defined LUNAROUTE_ARGS goto configured
set LUNAROUTE_ARGS | findstr /i /l "openai_base_url= chatgpt_base_url= model_provider --profile profile= --oss --local-provider" >nul && goto untouched
set LUNAROUTE_ARGS | findstr /l /c:" -p " /c:"=-p " >nul && goto untouched
:configured
if defined CODEX_HOME (set "LUNAROUTE_CONFIG=%CODEX_HOME%") else set "LUNAROUTE_CONFIG=%USERPROFILE%\.codex"
call :sets_base_url "%LUNAROUTE_CONFIG%\config.toml" && goto untouched
set "LUNAROUTE_CONFIG=%CD%"
:parents
call :sets_base_url "%LUNAROUTE_CONFIG%\.codex\config.toml" && goto untouched
for %%D in ("%LUNAROUTE_CONFIG%\..") do if /i not "%%~fD"=="%LUNAROUTE_CONFIG%" (
  set "LUNAROUTE_CONFIG=%%~fD"
  goto parents
)
endlocal & call "%LUNAROUTE_REAL%" -c "openai_base_url='%LUNAROUTE_URL%%LUNAROUTE_OPENAI_PATH%'" %*
exit /b %ERRORLEVEL%

:untouched
endlocal & call "%LUNAROUTE_REAL%" %*
exit /b %ERRORLEVEL%

:consider
if /i "%~dp1"=="%~dp0" exit /b 0
if /i "%~x1"==".exe" set "LUNAROUTE_REAL=%~1"
if /i "%~x1"==".cmd" set "LUNAROUTE_REAL=%~1"
if /i "%~x1"==".bat" set "LUNAROUTE_REAL=%~1"
exit /b 0

:sets_base_url
if not exist "%~1" exit /b 1
findstr /l "openai_base_url chatgpt_base_url" "%~1" >nul
exit /b %ERRORLEVEL%
