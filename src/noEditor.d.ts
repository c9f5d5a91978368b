/**
 * What `vscode` is to `core` and `cli`: nothing. Their tsconfig maps the module here, so that an
 * import of the editor's API fails to compile.
 */
export {};
