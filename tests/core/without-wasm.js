/** Set-up of the Jest project `js`: the same tests on an engine without WebAssembly. */
Reflect.deleteProperty(globalThis, 'WebAssembly');
