// The translation function that pure parts take, so that they run without an editor.

/** `vscode.l10n.t`: `{0}` stands for the first argument. */
export type Translate = (message: string, ...args: (string | number | boolean)[]) => string;
