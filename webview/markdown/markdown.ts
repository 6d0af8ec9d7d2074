// Markdown of a model as preact nodes: no HTML is ever parsed, links are inert, images are words.
import MarkdownIt, { type Token } from 'markdown-it';
import { type ComponentChild, h } from 'preact';
import { highlight } from './highlight.ts';

/** What a copy button or a link calls with its text. */
export type Copy = (text: string) => void;

/** Longer text is shown as it is: parsing it would hold up the page. */
const MAX_CHARACTERS = 200_000;

/** Everything else that the parser could name is rendered as its text. */
const TAGS = new Set([
  ...['p', 'ul', 'ol', 'li', 'blockquote', 'em', 'strong', 's', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
]);

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false });

interface Frame {
  close: (children: ComponentChild[]) => ComponentChild;
  children: ComponentChild[];
}

/** @param words labels that readers see; @param copy is called by links and copy buttons */
export function renderMarkdown(
  text: string,
  words: { copyLink: string; copyCode: string; image: string },
  copy: Copy,
): ComponentChild[] {
  if (text.length > MAX_CHARACTERS) return [h('pre', { class: 'plain-text' }, text)];
  const walk = (tokens: readonly Token[]): ComponentChild[] => {
    const root: Frame = { close: () => null, children: [] };
    const open = [root];
    const add = (child: ComponentChild) => (open.at(-1) ?? root).children.push(child);
    for (const token of tokens) {
      if (token.hidden) continue;
      if (token.nesting === 1) open.push({ close: element(token), children: [] });
      else if (token.nesting === -1 && open.length > 1) {
        const frame = open.pop();
        if (frame !== undefined) add(frame.close(frame.children));
      } else add(leaf(token));
    }
    return root.children;
  };

  const element = (token: Token): Frame['close'] => {
    if (token.type === 'link_open') {
      const url = String(token.attrGet('href') ?? '');
      const title = `${url}\n${words.copyLink}`;
      return children =>
        h('button', { type: 'button', class: 'md-link', title, onClick: () => copy(url) }, children);
    }
    if (!TAGS.has(token.tag)) return children => h('span', null, children);
    if (/^h[1-6]$/.test(token.tag))
      return children => h('p', { class: `md-heading md-${token.tag}` }, h('strong', null, children));
    const start = token.tag === 'ol' ? Number(token.attrGet('start') ?? 1) : 1;
    if (start !== 1) return children => h('ol', { start }, children);
    if (token.tag === 'table') return children => h('div', { class: 'md-table' }, h('table', null, children));
    return children => h(token.tag, null, children);
  };

  const leaf = (token: Token): ComponentChild => {
    if (token.type === 'inline') return h('span', null, walk(token.children ?? []));
    if (token.type === 'softbreak') return '\n';
    if (token.type === 'hardbreak') return h('br', null);
    if (token.type === 'hr') return h('hr', null);
    if (token.type === 'code_inline') return h('code', null, token.content);
    if (token.type === 'image')
      return h(
        'span',
        { class: 'md-image', title: String(token.attrGet('src') ?? '') },
        `[${words.image}: ${token.content}]`,
      );
    if (token.type === 'fence' || token.type === 'code_block')
      return codeBlock(token.content.replace(/\n$/, ''), token.info.trim().split(/\s+/)[0] ?? '');
    return token.content;
  };

  const codeBlock = (code: string, language: string): ComponentChild =>
    h('div', { class: 'code-block' }, [
      h('pre', { tabIndex: 0 }, h('code', null, highlight(code, language))),
      h('button', {
        type: 'button',
        class: 'icon-button code-copy codicon codicon-copy',
        title: words.copyCode,
        'aria-label': words.copyCode,
        onClick: () => copy(code),
      }),
    ]);

  return walk(parser.parse(text, {}));
}
