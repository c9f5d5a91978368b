import fc from 'fast-check';

/** A config as a person, an editor or another tool may have left it. */
export interface AnyConfig {
  /** The config itself, byte for byte. */
  readonly bytes: Buffer;
  /** The files that it includes, by the names by which it does. */
  readonly included: ReadonlyMap<string, string>;
  /** Names that it says something about, and some that it does not. */
  readonly hosts: readonly string[];
  /** ssh refuses it, as it stands. */
  readonly refused: boolean;
}

/** In which the test puts the directory of the included files. */
export const directoryMark = '@DIRECTORY@';

const names = ['gpu1', 'gpu2', 'jump', 'a.example.org', '10.0.0.5', 'login-node', 'x'];
const patterns = ['gpu*', '*.example.org', 'gpu? !gpu2', '10.0.0.*', '*', '!jump gpu1', 'GPU1'];

const blank = fc.constantFrom(' ', '  ', '\t', ' \t ');
const separator = fc.constantFrom(' ', '\t', '=', ' = ', '  ');
const trailing = fc.constantFrom('', '', ' ', '\t  ');
const indent = fc.constantFrom('', '  ', '\t', '    ');

const options = fc.constantFrom(
  ['HostName', '10.0.0.7'],
  ['hostname', '"inner.example.org"'],
  ['USER', 'alice'],
  ['Port', '2222'],
  ['IdentityFile', '"~/.ssh/my key"'],
  ['IdentityFile', '~/.ssh/id_%h'],
  ['ProxyJump', 'jump'],
  ['ProxyCommand', "ssh -p 32200 root@jump 'nc %h %p'"],
  ['LocalForward', '8888 localhost:8888'],
  ['SendEnv', 'LANG LC_*'],
  ['SetEnv', 'NOTE="a # b"'],
  ['ServerAliveInterval', '15'],
  ['ControlMaster', 'auto'],
  ['ControlPath', '~/.ssh/%C'],
  ['StrictHostKeyChecking', 'accept-new'],
  ['RemoteCommand', 'tmux new -A'],
  ['UserKnownHostsFile', '/dev/null'],
  ['IgnoreUnknown', 'UseKeychain'],
);

const option = fc
  .tuple(indent, options, separator, trailing)
  .map(([before, [keyword = '', value = ''], between, after]) => {
    return `${before}${keyword}${between}${value}${after}`;
  });

const comment = fc.constantFrom(
  '# gpu nodes',
  '   # indented',
  '#',
  '# 张三 的主机 ü',
  '# $& $1 $` \\',
  '# >>> other tool >>>',
  '# <<< other tool <<<',
  '# BEGIN managed by another',
  '# END managed by another',
  '# Include dockhop/config',
  '# >>> dockhop',
  `# ${'x'.repeat(3000)}`,
);

const heading = fc.oneof(
  fc
    .tuple(
      indent,
      fc.constantFrom('Host', 'host', 'HOST'),
      blank,
      fc.constantFrom(...names),
      trailing,
    )
    .map((parts) => parts.join('')),
  fc.constantFrom(...patterns).map((pattern) => `Host ${pattern}`),
  fc.constantFrom(
    'Match all',
    'Match host gpu1,gpu2',
    'Match exec "true"',
    'Match user alice',
    'Match originalhost x',
  ),
);

const line = fc.oneof(
  { arbitrary: option, weight: 5 },
  { arbitrary: heading, weight: 3 },
  { arbitrary: comment, weight: 2 },
  { arbitrary: fc.constantFrom('', ' ', '\t'), weight: 1 },
  {
    arbitrary: fc.constantFrom('one.conf', 'deep.conf', '*.conf').map((name) => {
      return `Include ${directoryMark}/${name}`;
    }),
    weight: 1,
  },
);

const includedFile = fc
  .array(fc.oneof(option, heading, comment), { maxLength: 6 })
  .map((lines) => `${lines.join('\n')}\n`);

const oneGiantLine = fc.constantFrom(
  `SetEnv NOTE=${'y'.repeat(900)}`,
  `Host ${names.join(' ')} ${'z'.repeat(900)}`,
  `# ${'x'.repeat(60_000)}`,
);

const mark = fc.constantFrom('', '', '', '', '', '', '', '\uFEFF');

/** Configs that ssh takes, and some that it does not. */
export const anyConfig: fc.Arbitrary<AnyConfig> = fc
  .record({
    lines: fc.oneof(
      { arbitrary: fc.array(line, { maxLength: 25 }), weight: 12 },
      { arbitrary: oneGiantLine.map((text) => [text]), weight: 1 },
    ),
    newline: fc.constantFrom('\n', '\n', '\r\n'),
    last: fc.boolean(),
    mark,
    nonsense: fc.constantFrom(false, false, false, false, false, false, false, false, true),
    one: includedFile,
    two: includedFile,
  })
  .map(({ lines, newline, last, mark: bom, nonsense, one, two }) => {
    const all = nonsense ? [...lines, 'NoSuchOption yes'] : lines;
    const text = bom + all.join(newline) + (last && all.length > 0 ? newline : '');
    return {
      bytes: Buffer.from(text),
      included: new Map([
        ['one.conf', one],
        ['deep.conf', `Include ${directoryMark}/sub/two\n`],
        ['sub/two', two],
      ]),
      hosts: [...names, 'elsewhere.example.com'],
      refused: bom !== '' || nonsense,
    };
  });
