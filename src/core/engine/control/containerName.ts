/**
 * What a container may be called: what Docker takes, which is less than podman takes (a single
 * letter). So long names are taken by both, but nobody reads them.
 *
 * @see https://docs.docker.com/reference/api/engine/version/v1.40/#tag/Container/operation/ContainerRename
 */
export const containerName = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}$/;
