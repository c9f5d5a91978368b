import { failure } from '../../errors/dockhopError.ts';
import type { Log } from '../../ports/log.ts';
import type { Progress } from '../../ports/progress.ts';
import type { Prompter } from '../../ports/prompter.ts';
import { missingCapabilities } from '../look/capabilities.ts';
import type { ContainerFacts } from '../look/containerFacts.ts';
import { installProxies, proxySecretsHidden, type ProxySource } from './installProxies.ts';
import { installScript } from './installScript.ts';
import { lackingForEditor, needsOfEditor } from '../look/missingForEditor.ts';
import type { PackageManager } from './packageManager.ts';
import { runScript, type ScriptPlace } from '../runScript.ts';

/** Without these a package manager half succeeds, and leaves the container worse than it was. */
const toUnpack = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'] as const;

export interface InstallPorts {
  readonly progress: Progress;
  readonly prompter: Prompter;
  readonly log: Log;
  /** Absent where the host's proxies cannot be known. */
  readonly proxies?: ProxySource;
}

/**
 * Installs an SSH server, if the person agrees.
 * @throws NO_PACKAGE_MANAGER, CAPS_MISSING, CONSENT_NEEDED, INSTALL_FAILED, CONTAINER_TIMEOUT.
 */
export async function install(
  place: ScriptPlace,
  facts: ContainerFacts,
  { progress, prompter, log, proxies }: InstallPorts,
  signal: AbortSignal,
): Promise<void> {
  const manager = usableManager(place, facts);
  const extras = editorPackages(facts);
  const { engine, container } = place;
  const packages = manager.packages.join(', ');
  const answer = await prompter.allowInstall(
    {
      host: engine.host,
      container: container.name,
      manager: manager.name,
      packages: manager.packages,
      extras,
      lacking: lackingForEditor(facts),
    },
    signal,
  );
  signal.throwIfAborted();
  if (answer !== 'yes' && answer !== 'serverOnly') {
    throw failure('CONSENT_NEEDED', { what: `Installing ${packages} in ${container.name}` });
  }
  const wanted = { needed: manager.packages, wished: answer === 'yes' ? extras : [] };
  await installPackages(
    place,
    manager,
    wanted,
    { progress, log, ...(proxies ? { proxies } : {}) },
    signal,
  );
}

/** Packages of what VS Code Server needs and the container lacks, as its first manager calls them. */
export function editorPackages(facts: ContainerFacts): readonly string[] {
  const [manager] = facts.managers;
  return needsOfEditor(facts).flatMap((need) => manager?.forEditor[need] ?? []);
}

/**
 * Installs what VS Code Server needs and the container lacks. The person has been asked already.
 * @throws NO_PACKAGE_MANAGER, CAPS_MISSING, INSTALL_FAILED, CONTAINER_TIMEOUT.
 */
export async function installEditorTools(
  place: ScriptPlace,
  facts: ContainerFacts,
  ports: Omit<InstallPorts, 'prompter'>,
  signal: AbortSignal,
): Promise<void> {
  const manager = usableManager(place, facts);
  await installPackages(
    place,
    manager,
    { needed: editorPackages(facts), wished: [] },
    ports,
    signal,
  );
}

/** `wished` is left out where not all of it can be had. */
interface Wanted {
  readonly needed: readonly string[];
  readonly wished: readonly string[];
}

async function installPackages(
  place: ScriptPlace,
  manager: PackageManager,
  { needed, wished }: Wanted,
  { progress, log, proxies }: Omit<InstallPorts, 'prompter'>,
  signal: AbortSignal,
): Promise<void> {
  const { container } = place;
  const packages = needed.join(', ');
  progress.step('install');
  const env = await installProxies(container, proxies, log, signal);
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const hidden = proxySecretsHidden([...container.env, ...variables]);
  const lastWords = new LastWords();
  const onAbort = (): void => {
    log.warn(`${container.name}: the installation is broken off; the next prepare finishes it`);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  const { exitCode } = await runScript(
    place,
    {
      script: installScript(manager),
      name: 'dockhop-install',
      arguments: [needed.join(' '), wished.join(' ')],
      holdsStdin: true,
      env,
      uid: 0,
      timeoutMs: 600_000,
      what: `installing ${packages}`,
      onLine: (line) => {
        const shown = hidden(line);
        lastWords.hear(shown);
        progress.output(shown);
      },
    },
    signal,
  ).finally(() => {
    signal.removeEventListener('abort', onAbort);
  });
  if (exitCode === 0) return;
  const reason = lastWords.reason ?? `${manager.name} ended with ${exitCode}`;
  throw failure('INSTALL_FAILED', { packages, container: container.name, reason });
}

/** The first package manager of the container, where it can do its work at all. */
function usableManager({ container }: ScriptPlace, facts: ContainerFacts): PackageManager {
  const [manager] = facts.managers;
  const { name } = container;
  if (!manager) throw failure('NO_PACKAGE_MANAGER', { container: name });
  const packages = manager.packages.join(', ');
  const impossible = (reason: string) =>
    failure('INSTALL_FAILED', { packages, container: name, reason });
  if (!facts.systemWritable) throw impossible('its file system is read-only');
  if (container.networkMode === 'none') throw impossible('it has no network');
  const missing = missingCapabilities(facts.capabilities, toUnpack);
  if (missing.length === 0) return manager;
  const capabilities = missing.join(', ');
  throw failure('CAPS_MISSING', { container: name, user: packages, capabilities });
}

/** How the package managers begin a line that says what is wrong. */
const complaint = /^(?:E|ERROR|Error|error): *(.+)$/;

/** Of what an installation prints, the line that says best why it failed. */
class LastWords {
  #error: string | undefined;
  #last: string | undefined;

  hear(line: string): void {
    if (line.trim() === '' || line.startsWith('dockhop: ')) return;
    this.#last = line;
    const [, said] = complaint.exec(line) ?? [];
    if (said !== undefined && !line.startsWith('E: Sub-process')) this.#error = said;
  }

  get reason(): string | undefined {
    return this.#error ?? this.#last;
  }
}
