// Tells what is drawn on a canvas that the editor's theme has changed.
import { useEffect, useState } from 'preact/hooks';

/** A number that changes with the theme: VS Code rewrites the root's style and the body's class. */
export function useThemeVersion(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const observer = new MutationObserver(() => setVersion(count => count + 1));
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
    observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    return () => observer.disconnect();
  }, []);
  return version;
}
