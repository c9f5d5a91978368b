import { docker } from './dockerCliEngine.ts';

/** The tag of the image that a stage of a folder's Dockerfile makes of a base, built where no image has it. */
export async function builtOnce(
  folder: string,
  stage: string,
  base: string,
  hash: string,
): Promise<string> {
  const tag = `localhost/dockhop-test/${stage}:${hash.slice(0, 12)}`;
  if ((await docker('images', '-q', tag)) !== '') return tag;
  const options = ['--target', stage, '--build-arg', `BASE=${base}`];
  await docker('build', '-q', ...options, '--label', 'dockhop.test=image', '-t', tag, folder);
  return tag;
}
