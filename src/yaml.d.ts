/** The build takes these files in as their text. */
declare module '*.yaml' {
  const text: string;
  export default text;
}
