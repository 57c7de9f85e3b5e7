import './version.js';
import '../tfjs/passes.test.js';
