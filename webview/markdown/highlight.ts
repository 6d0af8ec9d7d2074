// Colours code: highlight.js with the languages that agents write most, as preact nodes instead of HTML.
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { type ComponentChild, h } from 'preact';

/** Longer code is shown without colours: it would hold up the page. */
const MAX_CHARACTERS = 50_000;

const LANGUAGES = { bash, css, diff, go, json, python, rust, sql, typescript, xml, yaml };
const ALIASES: Readonly<Record<string, string>> = {
  js: 'typescript',
  javascript: 'typescript',
  jsx: 'typescript',
  tsx: 'typescript',
  console: 'bash',
  jsonc: 'json',
  jsonl: 'json',
};

interface Scope {
  name: string;
  children: (string | Scope)[];
}

/** highlight.js pushes scopes and text here; its own emitter would write HTML. */
class ScopeEmitter {
  readonly root: Scope = { name: '', children: [] };
  readonly #open: Scope[] = [this.root];

  addText(text: string): void {
    if (text !== '') this.#top().children.push(text);
  }

  openNode(name: string): void {
    const scope: Scope = { name, children: [] };
    this.#top().children.push(scope);
    this.#open.push(scope);
  }

  closeNode(): void {
    if (this.#open.length > 1) this.#open.pop();
  }

  /** The newer name of `openNode`: highlight.js calls both. */
  startScope(name: string): void {
    this.openNode(name);
  }

  endScope(): void {
    this.closeNode();
  }

  __addSublanguage(emitter: ScopeEmitter, name: string): void {
    this.#top().children.push({
      name: name === '' ? '' : `language:${name}`,
      children: emitter.root.children,
    });
  }

  finalize(): void {
    this.#open.length = 1;
  }

  toHTML(): string {
    return '';
  }

  #top(): Scope {
    return this.#open.at(-1) ?? this.root;
  }
}

let isReady = false;

function prepare(): void {
  if (isReady) return;
  isReady = true;
  for (const [name, language] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, language);
  hljs.configure({ __emitter: ScopeEmitter });
}

/** @param language as a code fence names it; unknown ones give plain text */
export function highlight(code: string, language: string): ComponentChild[] {
  prepare();
  const name = language.toLowerCase();
  const known = Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name;
  if (code.length > MAX_CHARACTERS || hljs.getLanguage(known) === undefined) return [code];
  const result = hljs.highlight(code, { language: known, ignoreIllegals: true });
  const { _emitter: emitter } = result;
  // A grammar that failed half-way has lost the rest of the code.
  if (result.errorRaised !== undefined || !(emitter instanceof ScopeEmitter)) return [code];
  return emitter.root.children.map(toNode);
}

function toNode(child: string | Scope): ComponentChild {
  if (typeof child === 'string') return child;
  // `title.function` is styled as a kind of `title`.
  const kind = child.name.split('.')[0] ?? '';
  const isStyled = kind !== '' && !kind.startsWith('language:');
  return h('span', isStyled ? { class: `code-${kind}` } : {}, child.children.map(toNode));
}
