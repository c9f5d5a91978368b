import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import * as declared from '../../src/extension/commandIds.ts';

const { commandIds, hostsKey, hostsViewId, hostsWereChosenKey, portsViewId, selectedRows } =
  declared;
const { imagesViewId, volumesViewId } = declared;

const repository = join(import.meta.dirname, '../..');
const read = (file: string): unknown => JSON.parse(readFileSync(join(repository, file), 'utf8'));

const menuItem = v.object({ command: v.string(), when: v.string(), group: v.optional(v.string()) });
const contributed = v.object({
  icon: v.string(),
  activationEvents: v.array(v.string()),
  capabilities: v.object({
    untrustedWorkspaces: v.object({ restrictedConfigurations: v.array(v.string()) }),
  }),
  contributes: v.object({
    commands: v.array(
      v.object({ command: v.string(), title: v.string(), icon: v.optional(v.string()) }),
    ),
    configuration: v.object({
      properties: v.record(v.string(), v.object({ scope: v.string() })),
    }),
    menus: v.record(v.string(), v.array(menuItem)),
    keybindings: v.array(
      v.object({ command: v.string(), key: v.string(), args: v.string(), when: v.string() }),
    ),
    views: v.record(v.string(), v.array(v.object({ id: v.string() }))),
    walkthroughs: v.array(
      v.object({
        id: v.string(),
        title: v.string(),
        steps: v.array(
          v.object({
            id: v.string(),
            title: v.string(),
            description: v.string(),
            media: v.union([
              v.object({ image: v.string(), altText: v.string() }),
              v.object({ svg: v.string(), altText: v.string() }),
            ]),
            completionEvents: v.array(v.string()),
          }),
        ),
      }),
    ),
    viewsWelcome: v.array(v.object({ view: v.string(), when: v.string(), contents: v.string() })),
  }),
});

const manifest = v.parse(contributed, read('package.json'));
const { commands, keybindings, menus, configuration, views, viewsWelcome } = manifest.contributes;
const words = v.record(v.string(), v.string());
const english = v.parse(words, read('package.nls.json'));
const chinese = v.parse(words, read('package.nls.zh-cn.json'));

describe('package.json', () => {
  it('contributes just the commands that the code registers', () => {
    const ids = commands.map(({ command }) => command).sort();
    expect(ids).toEqual(Object.values(commandIds).sort());
  });

  it('contributes the view and the context key that the code uses', () => {
    expect(Object.values(views).flatMap((group) => group.map(({ id }) => id))).toEqual([
      hostsViewId,
      imagesViewId,
      volumesViewId,
      portsViewId,
    ]);
    expect(viewsWelcome.map(({ when }) => when)).toEqual([`${hostsKey} == none`]);
  });

  it('names only contributed commands in menus and the welcome view', () => {
    const ids: readonly string[] = Object.values(commandIds);
    const inMenus = Object.values(menus).flatMap((items) => items.map(({ command }) => command));
    const inWelcome = viewsWelcome.flatMap(() =>
      Object.values({ ...english, ...chinese }).flatMap((text) =>
        [...text.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command ?? ''),
      ),
    );
    expect(inWelcome).not.toEqual([]);
    expect([...inMenus, ...inWelcome].filter((command) => !ids.includes(command))).toEqual([]);
  });

  it('matches rows by anchored expressions, in views of its own alone', () => {
    for (const { when } of menus['view/item/context'] ?? []) {
      expect(when).toMatch(
        /^view == dockhop\.(hosts|images|volumes|ports) && viewItem =~ \/\^.+\/$/,
      );
    }
  });

  it('offers whatever is inline in the context menu too', () => {
    const items = menus['view/item/context'] ?? [];
    const key = ({ command, when }: (typeof items)[number]): string => `${command} ${when}`;
    const inline = items.filter(({ group }) => group?.startsWith('inline') === true);
    const others = items.filter(({ group }) => group?.startsWith('inline') !== true).map(key);
    expect(inline.map(key).filter((item) => !others.includes(item))).toEqual([]);
    for (const { command } of inline) {
      expect(commands.find((other) => other.command === command)?.icon).toBeTruthy();
    }
  });

  it('lets no workspace and no remote machine say which ssh is run', () => {
    const settings = Object.entries(configuration.properties);
    for (const [, { scope }] of settings) expect(scope).toBe('application');
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(restrictedConfigurations).toEqual(settings.map(([name]) => name));
  });

  it('starts for windows that are about to connect, for files of containers, for links, and else only when used', () => {
    expect(manifest.activationEvents).toEqual([
      'onResolveRemoteAuthority:ssh-remote',
      'onFileSystem:dockhop',
      'onUri',
    ]);
  });

  it('has an icon', () => {
    expect(existsSync(join(repository, manifest.icon))).toBe(true);
  });
});

describe('every command', () => {
  const palette = new Map((menus['commandPalette'] ?? []).map((item) => [item.command, item.when]));
  const titles = commands.map(({ title }) => title.replaceAll('%', ''));

  /** Those that are not in the palette, and why. */
  const hidden = new Map([
    ['dockhop.retryHost', 'it is about one row; Refresh tries all of them'],
    ['dockhop.removeHost', 'it is about one row; Choose Hosts… does it by a picker'],
  ]);

  it('is in the palette, or is hidden there on purpose', () => {
    const never = [...palette].filter(([, when]) => when === 'false').map(([command]) => command);
    expect(never.filter((command) => !hidden.has(command))).toEqual([]);
    expect([...hidden.keys()].filter((command) => palette.get(command) !== 'false')).toEqual([]);
  });

  it('is called otherwise than all others there, in both languages', () => {
    for (const language of [english, chinese]) {
      const called = titles.map((key) => language[key]);
      expect(called.filter((title, index) => called.indexOf(title) !== index)).toEqual([]);
    }
  });

  it('asks where its title says so, in both languages', () => {
    const asks = (title: string | undefined): boolean => title?.endsWith('…') === true;
    expect(titles.filter((key) => asks(english[key]) !== asks(chinese[key]))).toEqual([]);
  });

  it('has an icon by name', () => {
    const icons = commands.flatMap(({ icon }) => (icon === undefined ? [] : [icon]));
    expect(icons.filter((icon) => !/^\$\([a-z]+(-[a-z]+)*\)$/.test(icon))).toEqual([]);
  });

  it('stands in a known group of the menu of a container, what removes last', () => {
    const groups = (menus['view/item/context'] ?? [])
      .filter(({ when }) => when.includes('/^container;'))
      .map(({ group = '' }) => group.replace(/@[\d.]+$/, ''));
    const known = /^(inline|1_open|2_watch|3_state|4_ssh|6_copy|9_remove)$/;
    expect([...new Set(groups)].filter((group) => !known.test(group))).toEqual([]);
    const removing = (menus['view/item/context'] ?? []).filter(({ command }) =>
      command.startsWith('dockhop.removeContainer'),
    );
    expect(removing.map(({ group }) => group?.startsWith('9_remove'))).toEqual([true, true]);
  });

  it('is where its condition says, in words that the editor or Dockhop knows', () => {
    const known = new Set([
      ...['view', 'viewItem', 'focusedView', 'listFocus', 'inputFocus', 'resourceScheme'],
      ...Object.entries(declared).flatMap(([name, key]) => (name.endsWith('Key') ? [key] : [])),
    ]);
    const items = [...Object.values(menus).flat(), ...keybindings];
    const keys = items.flatMap(({ when }) =>
      when
        .split(/ (?:&&|\|\|) /)
        .filter((part) => part !== 'false')
        .map((part) => /^!?([\w.]+)/.exec(part)?.[1] ?? part),
    );
    expect([...new Set(keys)].filter((key) => !known.has(key))).toEqual([]);
  });

  it('is bound to a key only where the tree has the focus, for what is selected', () => {
    const ids: readonly string[] = Object.values(commandIds);
    expect(keybindings).not.toEqual([]);
    for (const { command, args, when } of keybindings) {
      expect(ids).toContain(command);
      expect(args).toBe(selectedRows);
      expect(when).toBe(`focusedView == ${hostsViewId} && listFocus && !inputFocus`);
    }
  });
});

describe('the walkthrough', () => {
  const [walkthrough] = manifest.contributes.walkthroughs;
  const steps = walkthrough?.steps ?? [];
  const ids: readonly string[] = Object.values(commandIds);
  const translated = (text: string): readonly string[] => {
    const [, key = ''] = /^%(.+)%$/.exec(text) ?? [];
    return key === '' ? [text] : [english[key] ?? '', chinese[key] ?? ''];
  };

  it('is the one that the code opens', () => {
    expect(manifest.contributes.walkthroughs.map(({ id }) => id)).toEqual([declared.walkthroughId]);
    expect(steps).toHaveLength(4);
  });

  it('has a picture for each step, of less than 100 kB', () => {
    const pictures = steps.flatMap(({ media }) =>
      translated('image' in media ? media.image : media.svg),
    );
    for (const picture of pictures) {
      const { size } = statSync(join(repository, picture));
      expect(size, picture).toBeLessThan(100_000);
    }
  });

  it('offers contributed commands, in both languages the same', () => {
    for (const { description } of steps) {
      const [inEnglish = [], inChinese] = translated(description).map((text) =>
        [...text.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command ?? ''),
      );
      expect(inEnglish).not.toEqual([]);
      expect(inEnglish.filter((command) => !ids.includes(command))).toEqual([]);
      expect(inChinese).toEqual(inEnglish);
    }
  });

  it('ends each step by something that can happen', () => {
    const contexts = [`onContext:${hostsKey} == some`, `onContext:${hostsWereChosenKey}`];
    const known = [...ids.map((id) => `onCommand:${id}`), ...contexts];
    for (const { completionEvents } of steps) {
      expect(completionEvents).not.toEqual([]);
      expect(completionEvents.filter((event) => !known.includes(event))).toEqual([]);
    }
  });
});

describe('what the marketplaces ask for', () => {
  const described = v.parse(
    v.object({
      publisher: v.string(),
      name: v.string(),
      displayName: v.pipe(v.string(), v.maxLength(60)),
      license: v.string(),
      categories: v.array(v.string()),
      keywords: v.pipe(v.array(v.string()), v.maxLength(30)),
      icon: v.pipe(v.string(), v.endsWith('.png')),
    }),
    read('package.json'),
  );

  it('is there, in the form that both take', () => {
    // As visualstudio.com and open-vsx.org list them.
    const categories = ['Other', 'Machine Learning', 'Data Science', 'Visualization'];
    expect(described.categories.filter((category) => !categories.includes(category))).toEqual([]);
    expect(`${described.publisher}.${described.name}`).toBe('dockhop.dockhop');
    expect(readFileSync(join(repository, 'LICENSE'), 'utf8')).toContain('MIT License');
    expect(described.license).toBe('MIT');
  });

  it('has an icon of at least 128 pixels', () => {
    // PNG (RFC 2083), section 3.3: width and height are the first of IHDR.
    const icon = readFileSync(join(repository, described.icon));
    expect(icon.subarray(1, 4).toString()).toBe('PNG');
    expect(Math.min(icon.readUInt32BE(16), icon.readUInt32BE(20))).toBeGreaterThanOrEqual(128);
  });

  it('shows pictures in the readme that are there, none of them SVG', () => {
    for (const file of ['README.md', 'README.zh-CN.md']) {
      const text = readFileSync(join(repository, file), 'utf8');
      const pictures = [...text.matchAll(/!\[[^\]]*\]\(([^)\s]+)/g)].map(([, path]) => path ?? '');
      for (const picture of pictures) {
        expect(picture).not.toMatch(/\.svg$/);
        expect(existsSync(join(repository, picture)), picture).toBe(true);
      }
    }
  });
});

describe('package.nls', () => {
  const text = readFileSync(join(repository, 'package.json'), 'utf8');
  const used = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? ''));

  it('has the keys of package.json in both languages', () => {
    expect(Object.keys(english).sort()).toEqual([...used].sort());
    expect(Object.keys(chinese).sort()).toEqual([...used].sort());
    for (const translation of Object.values(chinese)) expect(translation).not.toBe('');
  });

  it('leaves no text of the contributions untranslatable', () => {
    const section = /"contributes": \{[\s\S]*?\n {2}\}/.exec(text)?.[0] ?? '';
    const shown =
      /"(?:title|category|name|contents|contextualTitle|description|markdownDescription)": "([^"]*)"/g;
    const literal = [...section.matchAll(shown)].map(([, value]) => value ?? '');
    expect(literal).not.toEqual([]);
    expect(literal.filter((value) => !/^%[\w.]+%$/.test(value))).toEqual([]);
  });
});
