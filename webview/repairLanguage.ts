// Imported first: libraries hand `navigator.language` to `Intl`, which throws for what Chromium makes of LANG=C.

if (!isLanguageTag(navigator.language)) {
  const language = navigator.language.split('@')[0] ?? '';
  Object.defineProperty(navigator, 'language', {
    value: isLanguageTag(language) ? language : 'en-US',
    configurable: true,
  });
}

/** Whether it is a BCP 47 tag; `en-US@posix` is none. */
function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
