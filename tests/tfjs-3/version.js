// Imported before a test of ../tfjs, makes it run with the TF.js of this folder.
globalThis.tfjsFolder = '../tfjs-3/node_modules';
