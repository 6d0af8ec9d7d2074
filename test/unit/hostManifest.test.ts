// package.json contributes exactly what the code knows: ids, settings, defaults, scopes and strings.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import * as z from 'zod/mini';
import {
  COMMANDS,
  CONTEXT_KEYS,
  INTERNAL_COMMANDS,
  PANEL_CONTAINER,
  PANEL_SIDE_VIEW,
  SESSIONS_VIEW,
  SETTINGS_SECTION,
  TOUR,
  TREE_CONTEXT,
  VIEW_CONTAINER,
} from '../../src/host/ids.ts';
import { takesSecondaryViews } from '../../src/host/panel/panelPlace.ts';
import { DEFAULT_SETTINGS } from '../../src/protocol/settings.ts';

const root = path.join(import.meta.dirname, '../..');
const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

const menuItem = z.object({
  command: z.optional(z.string()),
  submenu: z.optional(z.string()),
  when: z.optional(z.string()),
});
const manifest = z
  .object({
    icon: z.string(),
    capabilities: z.object({
      untrustedWorkspaces: z.object({ supported: z.string(), restrictedConfigurations: z.array(z.string()) }),
      virtualWorkspaces: z.object({ supported: z.string() }),
    }),
    contributes: z.object({
      commands: z.array(
        z.object({ command: z.string(), category: z.string(), enablement: z.optional(z.string()) }),
      ),
      submenus: z.array(z.object({ id: z.string() })),
      menus: z.record(z.string(), z.array(menuItem)),
      viewsContainers: z.object({
        activitybar: z.array(z.object({ id: z.string(), icon: z.string() })),
        secondarySidebar: z.array(z.object({ id: z.string(), icon: z.string() })),
      }),
      views: z.record(z.string(), z.array(z.object({ id: z.string(), when: z.optional(z.string()) }))),
      viewsWelcome: z.array(z.object({ view: z.string(), contents: z.string(), when: z.string() })),
      configuration: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          order: z.number(),
          properties: z.record(
            z.string(),
            z.object({
              scope: z.string(),
              default: z.unknown(),
              order: z.number(),
              markdownDescription: z.string(),
              enum: z.optional(z.array(z.string())),
              enumDescriptions: z.optional(z.array(z.string())),
            }),
          ),
        }),
      ),
      walkthroughs: z.array(
        z.object({
          id: z.string(),
          steps: z.array(
            z.object({
              id: z.string(),
              media: z.object({ svg: z.string() }),
              completionEvents: z.array(z.string()),
            }),
          ),
        }),
      ),
    }),
  })
  .parse(readJson('package.json'));
const { contributes, capabilities } = manifest;
const properties = Object.assign({}, ...contributes.configuration.map(group => group.properties)) as Record<
  string,
  (typeof contributes.configuration)[number]['properties'][string]
>;

test('the manifest contributes the commands that the code registers, all in one category', () => {
  assert.deepEqual(contributes.commands.map(c => c.command).sort(), Object.values(COMMANDS).sort());
  assert.deepEqual([...new Set(contributes.commands.map(c => c.category))], ['LunaRoute']);
});

test('commands that need arguments are hidden from the palette, and only those', () => {
  const hidden = (contributes.menus.commandPalette ?? [])
    .filter(item => item.when === 'false')
    .map(item => item.command);
  assert.deepEqual(hidden.sort(), INTERNAL_COMMANDS.map(name => COMMANDS[name]).sort());
});

test('menus name contributed commands and submenus only, and every submenu has items and a place', () => {
  const submenus = contributes.submenus.map(({ id }) => id);
  const known = new Set<string | undefined>([...Object.values(COMMANDS), ...submenus]);
  const items = Object.values(contributes.menus).flat();
  assert.deepEqual(
    items.filter(item => !known.has(item.command ?? item.submenu)),
    [],
  );
  assert.deepEqual(
    submenus.filter(id => !(id in contributes.menus) || !items.some(item => item.submenu === id)),
    [],
  );
});

test('the views and their containers have the ids that the code uses', () => {
  const { activitybar, secondarySidebar } = contributes.viewsContainers;
  assert.deepEqual(
    [...activitybar, ...secondarySidebar].map(c => c.id),
    [VIEW_CONTAINER, PANEL_CONTAINER],
  );
  assert.deepEqual(
    Object.entries(contributes.views).map(([container, views]) => [container, views.map(view => view.id)]),
    [
      [VIEW_CONTAINER, [SESSIONS_VIEW]],
      [PANEL_CONTAINER, [PANEL_SIDE_VIEW]],
    ],
  );
  assert.deepEqual([...new Set(contributes.viewsWelcome.map(w => w.view))], [SESSIONS_VIEW]);
});

test('the panel has a place in the side bar only from VS Code 1.106 on', () => {
  const versions = ['1.103.2', '1.105.9', '1.106.0', '1.139.1', '2.0.0'];
  assert.deepEqual(versions.map(takesSecondaryViews), [false, false, true, true, true]);
  // Older editors would show it in the Explorer.
  assert.deepEqual(
    contributes.views[PANEL_CONTAINER]?.map(view => view.when),
    ["lunaroute:panelPlace == 'sideBar'"],
  );
});

test('when clauses use only context keys that the code sets', () => {
  const clauses = [
    ...contributes.commands.map(c => c.enablement),
    ...Object.values(contributes.menus)
      .flat()
      .map(item => item.when),
    ...contributes.viewsWelcome.map(w => w.when),
    ...contributes.walkthroughs.flatMap(w => w.steps.flatMap(step => step.completionEvents)),
  ].join(' ');
  const used = new Set(clauses.match(/lunaroute:\w+/g));
  assert.deepEqual([...used].sort(), Object.values(CONTEXT_KEYS).sort());
});

test('context menus match the values that tree items have', () => {
  const values: string[] = Object.values(TREE_CONTEXT);
  for (const item of contributes.menus['view/item/context'] ?? []) {
    const [, operator, value] = /viewItem (==|=~) (\S+)/.exec(item.when ?? '') ?? [];
    const isMatch = (text: string) =>
      operator === '==' ? text === value : new RegExp(String(value).slice(1, -1)).test(text);
    assert.ok(values.some(isMatch), `${item.command}: ${item.when}`);
  }
});

test("the manifest's settings and defaults are the schema's", () => {
  const defaults = Object.fromEntries(
    Object.entries(properties).map(([key, property]) => [
      key.slice(SETTINGS_SECTION.length + 1),
      property.default,
    ]),
  );
  assert.deepEqual(defaults, DEFAULT_SETTINGS);
});

test('settings stand in groups, in an order, and every choice is described', () => {
  for (const group of contributes.configuration) {
    const orders = Object.values(group.properties).map(property => property.order);
    assert.deepEqual(
      orders,
      orders.map((_, index) => index + 1),
      group.id,
    );
  }
  for (const [key, { enum: choices, enumDescriptions }] of Object.entries(properties))
    assert.equal(enumDescriptions?.length, choices?.length, key);
});

test('the walkthrough has at most five steps, each with a picture and an end of its own', () => {
  const [walkthrough] = contributes.walkthroughs;
  assert.ok(walkthrough !== undefined && walkthrough.steps.length <= 5);
  for (const { media, completionEvents } of walkthrough.steps) {
    assert.match(readFileSync(path.join(root, media.svg), 'utf8'), /^<svg/);
    for (const event of completionEvents)
      assert.match(event, /^(onContext:lunaroute:|onView:lunaroute\.|onCommand:lunaroute\.)\w+$/);
  }
});

test('the walkthrough that the code ticks off is the one of the manifest', () => {
  const [walkthrough] = contributes.walkthroughs;
  assert.deepEqual([walkthrough?.id, walkthrough?.steps.map(step => step.id)], [TOUR.id, [...TOUR.steps]]);
});

test('texts link only to commands, settings and the walkthrough that exist', () => {
  const texts = Object.values(z.record(z.string(), z.string()).parse(readJson('package.nls.json'))).join(
    '\n',
  );
  const known = new Set<string>([...Object.values(COMMANDS), 'lunaroute.sessions.focus']);
  const linked = [...texts.matchAll(/command:(lunaroute\.[\w.]+)/g)].map(match => match[1] ?? '');
  const settings = [...texts.matchAll(/`#(lunaroute\.[\w.]+)#`/g)].map(match => match[1] ?? '');
  assert.deepEqual(
    [linked.filter(command => !known.has(command)), settings.filter(key => !(key in properties))],
    [[], []],
  );
});

test('no setting can be changed by a folder, trusted or not', () => {
  assert.deepEqual([...new Set(Object.values(properties).map(property => property.scope))], ['machine']);
  assert.deepEqual(
    capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted(),
    Object.keys(properties).sort(),
  );
  assert.deepEqual(
    [capabilities.untrustedWorkspaces.supported, capabilities.virtualWorkspaces.supported],
    ['limited', 'limited'],
  );
});

test('every %key% has its string and every string is used', () => {
  const text = readFileSync(path.join(root, 'package.json'), 'utf8');
  const used = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map(match => match[1]));
  assert.deepEqual(
    [...used].sort(),
    Object.keys(z.record(z.string(), z.string()).parse(readJson('package.nls.json'))).sort(),
  );
});

test('the icons that the manifest names exist', () => {
  const size = readFileSync(path.join(root, manifest.icon));
  assert.deepEqual([size.readUInt32BE(16), size.readUInt32BE(20)], [128, 128]);
  for (const container of contributes.viewsContainers.activitybar)
    assert.match(readFileSync(path.join(root, container.icon), 'utf8'), /^<svg/);
});
