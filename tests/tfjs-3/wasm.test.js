import './version.js';
import '../tfjs/wasm.test.js';
