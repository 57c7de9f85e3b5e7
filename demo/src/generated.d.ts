/** What demo/make/first.mjs writes; it is not there before the page was built for the first time. */
declare module '*/generated/first.json' {
    type Written = ReturnType<typeof import('./train/first.js').written>;
    const pair: { a: Written; b: Written };
    export default pair;
}
