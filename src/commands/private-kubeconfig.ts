import type {Stage} from './stage.ts';

/** Has `use` read a file that holds this context alone, and removes it then; undefined where the entry is broken. */
export async function withKubeconfig<T>(
  stage: Pick<Stage, 'watch' | 'privateFile'>,
  context: string,
  use: (variables: {readonly KUBECONFIG: string}) => Promise<T>,
): Promise<T | undefined> {
  const text = stage.watch.kubeconfigFor(context);
  if (text === undefined) return undefined;
  const file = await stage.privateFile('kubeconfig.yaml', text);
  try {
    return await use({KUBECONFIG: file.path});
  } finally {
    file.remove();
  }
}
