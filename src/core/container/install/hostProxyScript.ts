import { bounded } from '../../engine/find/discoveryScript.ts';

/** The line after which the answer begins: what start-up files print stands before it. */
export const hostProxyMark = 'dockhop-proxies';
/** The line after which the docker client's configuration stands. */
export const clientConfigMark = 'dockhop-client-config';

/**
 * Prints the variables that name proxies in the environment of the person's login shell, and the
 * docker client's configuration. Run on the host by `sh -s`, as the person. Values hold passwords: the
 * answer is read by hostProxies.ts and by nothing else.
 */
export const hostProxyScript = `
host_proxies() {
${bounded}
printf '\\n%s\\n' ${hostProxyMark}
environment() {
  case \${SHELL-} in
    /*) if [ -x "$SHELL" ]; then
      bounded "$SHELL" -l -c 'env; echo dockhop-login-end' </dev/null 2>/dev/null
    fi ;;
  esac
  env
}
environment | while IFS= read -r line; do
  case $line in
    http_proxy=?* | https_proxy=?* | no_proxy=?* | HTTP_PROXY=?* | HTTPS_PROXY=?* | NO_PROXY=?*)
      printf '%s\\n' "$line"
      ;;
  esac
done
printf '%s\\n' ${clientConfigMark}
head -c 262144 "\${DOCKER_CONFIG:-$HOME/.docker}/config.json" 2>/dev/null
exit 0
}
host_proxies
`;
