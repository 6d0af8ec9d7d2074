// Markdown of a model becomes nodes that can't run, load or navigate.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ComponentChild, VNode } from 'preact';
import { highlight } from '../../webview/markdown/highlight.ts';
import { renderMarkdown } from '../../webview/markdown/markdown.ts';

const WORDS = { copyLink: 'Click to copy', copyCode: 'Copy code', image: 'Image' };

function render(text: string, copy: (text: string) => void = () => undefined): VNode[] {
  return flatten(renderMarkdown(text, WORDS, copy));
}

/** All elements of a tree, in order. */
function flatten(children: ComponentChild): VNode[] {
  if (Array.isArray(children)) return children.flatMap(flatten);
  if (!isNode(children)) return [];
  return [children, ...flatten(children.props.children as ComponentChild)];
}

function textOf(child: ComponentChild): string {
  if (Array.isArray(child)) return child.map(textOf).join('');
  if (isNode(child)) return textOf(child.props.children as ComponentChild);
  return typeof child === 'string' ? child : '';
}

function isNode(child: ComponentChild): child is VNode {
  return typeof child === 'object' && child !== null && 'type' in child && 'props' in child;
}

test('HTML is text, and no element but those of Markdown is made', () => {
  const hostile = '<script>x</script> <img src=x onerror=y>\n\n<iframe></iframe>\n\n**<b onclick=1>**';
  const tags = new Set(render(hostile).map(node => node.type));
  assert.deepEqual([...tags].sort(), ['p', 'span', 'strong']);
  assert.ok(textOf(renderMarkdown(hostile, WORDS, () => undefined)).includes('<script>x</script>'));
});

test('a link is a button that copies its address, which the tooltip shows', () => {
  const copied: string[] = [];
  const [link] = render('[docs](https://example.com/a)', text => copied.push(text)).filter(
    node => node.type === 'button',
  );
  const props = link?.props as { title?: string; onClick?: () => void } | undefined;
  assert.equal(props?.title, 'https://example.com/a\nClick to copy');
  props?.onClick?.();
  assert.deepEqual(copied, ['https://example.com/a']);
});

test('a script address makes no link at all', () => {
  assert.deepEqual(
    render('[x](javascript:alert(1)) [y](data:text/html,z)').filter(node => node.type === 'button'),
    [],
  );
});

test('an image is named in words and never loaded', () => {
  const nodes = render('![a pixel](https://example.com/p.png)');
  assert.deepEqual(
    nodes.filter(node => node.type === 'img'),
    [],
  );
  assert.equal(textOf(nodes), '[Image: a pixel]'.repeat(nodes.length));
});

test('no node carries an event handler or HTML from the text', () => {
  const nodes = render('# a\n\n1. b\n2. c\n\n| d |\n|---|\n| `e` |\n\n```ts\nlet f;\n```\n\n[g](https://h)');
  const keys = new Set(nodes.filter(node => node.type !== 'button').flatMap(node => Object.keys(node.props)));
  assert.deepEqual([...keys].sort(), ['children', 'class', 'tabIndex']);
});

test('highlighted code keeps its text, in every language and in none', () => {
  const code = 'const a = `x`; // <b>\nif (a < 2) { throw new Error("no"); }\n# heading\n- item: 1\n+added';
  for (const language of [
    'ts',
    'tsx',
    'js',
    'python',
    'bash',
    'json',
    'diff',
    'rust',
    'go',
    'html',
    'css',
    'yaml',
    'sql',
    '',
    'brainfuck',
  ])
    assert.equal(textOf(highlight(code, language)), code, language);
});

test('code is marked by what its words are', () => {
  const classes = flatten(highlight('const a = 1; // why', 'ts')).map(
    node => (node.props as { class?: string }).class,
  );
  assert.deepEqual(classes, ['code-keyword', 'code-number', 'code-comment']);
});

test('code of a page with style and script inside keeps its text', () => {
  const page = '<style>a { color: red }</style><script>let b = "1";</script>';
  assert.equal(textOf(highlight(page, 'xml')), page);
});
